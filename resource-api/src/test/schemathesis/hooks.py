"""Helps schemathesis to ask for what is there.

A name in an address that nothing has is answered with 404, and a body of another name than its
address with 400, so that chance alone would hardly ever get further. In most cases the mesh is
therefore one that exists, and the body of a valid request is named as its address says. What is left
of the choice is the generated value's own, so that a seed repeats it.
"""

from urllib.parse import urlsplit

import requests
import schemathesis
from schemathesis import GenerationMode

MESH = "default"


def sometimes(text):
    """For one in eight values, always the same ones."""
    return sum(str(text).encode("utf-8", "replace")) % 8 == 0


@schemathesis.hook
def before_call(context, case, **kwargs):
    path = case.path_parameters or {}
    query = case.query or {}
    if "minPosition" in query:
        # Who asks for what is to come waits for it: not for long here.
        query.setdefault("timeout", "1ms")
    generated = case.meta.generation.mode if case.meta else GenerationMode.POSITIVE
    if generated is not GenerationMode.POSITIVE:
        return
    if "timeout" in query:
        query["timeout"] = "1ms"
    if "mesh" in path and not sometimes(path["mesh"]):
        path["mesh"] = MESH
    if isinstance(case.body, dict) and case.method.upper() == "PUT":
        for field in ("name", "mesh"):
            if field in path and field in case.body and not sometimes(case.body[field]):
                case.body[field] = path[field]


@schemathesis.hook
def after_call(context, case, response):
    """A revert, or a deletion, may have taken the mesh away that others ask for."""
    if case.method.upper() == "GET" or not case.path.endswith(("/_revert", "/meshes/{name}")):
        return
    address = urlsplit(response.request.url)
    requests.put(
        f"{address.scheme}://{address.netloc}/meshes/{MESH}",
        json={"type": "Mesh", "name": MESH},
        timeout=60,
    )
