/**
 * Who belongs to the federation and whom to follow: how a zone joins, and what each member reads.
 * Touches the registry in the image, the importers and publishers, and Kafka's client.
 */
@NullMarked
package io.meshlog.sync.join;

import org.jspecify.annotations.NullMarked;
