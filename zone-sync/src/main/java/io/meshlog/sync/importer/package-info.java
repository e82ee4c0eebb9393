/**
 * From another control plane's channel into our own log: verifies every record and appends what may
 * be believed, exactly once. Touches Kafka, the store and the model.
 */
@NullMarked
package io.meshlog.sync.importer;

import org.jspecify.annotations.NullMarked;
