package io.meshlog.zone.config;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code MESHLOG_*} without a group.
 *
 * @param dataDir {@code MESHLOG_DATA_DIR}: where the control plane's own database lives, if it has
 *     to bring one
 */
@ConfigurationProperties("meshlog")
public record DataProperties(@DefaultValue(".meshlog") Path dataDir) {}
