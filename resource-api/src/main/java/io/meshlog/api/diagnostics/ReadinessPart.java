package io.meshlog.api.diagnostics;

import java.util.function.BooleanSupplier;

/**
 * A part of the control plane that can be ready by itself: the API when the log takes writes, xDS
 * when proxies get their config.
 *
 * @param name served at {@code /ready/<name>}
 * @param ready must answer at once
 */
public record ReadinessPart(String name, BooleanSupplier ready) {}
