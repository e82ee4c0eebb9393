package io.meshlog.global.config;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code MESHLOG_*} without a group. The default is in {@code application.yml}.
 *
 * @param dataDir {@code MESHLOG_DATA_DIR}: where the control plane's own database lives, if it has
 *     to bring one
 */
@ConfigurationProperties("meshlog")
public record DataProperties(Path dataDir) {}
