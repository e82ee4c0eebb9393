/** MeshProxyPatch (policies.md 2.14). */
@NullMarked
package io.meshlog.xds.policy.meshproxypatch;

import org.jspecify.annotations.NullMarked;
