package io.meshlog.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What protects resources from deletion.
 *
 * @param unsafeDelete {@code KUMA_STORE_UNSAFE_DELETE}: neither Dataplanes keep their mesh nor a
 *     connection its zone
 */
@ConfigurationProperties("kuma.store")
public record StoreGuardProperties(boolean unsafeDelete) {}
