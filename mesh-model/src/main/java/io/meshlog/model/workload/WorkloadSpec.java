package io.meshlog.model.workload;

import io.meshlog.model.resource.Spec;

/** The proxies of a zone that carry its name in the label {@code kuma.io/workload}. */
public record WorkloadSpec() implements Spec {}
