/**
 * Facts about proxies on their way from a zone to Global, apart from the log. Touches Kafka's
 * client and the event contract.
 */
@NullMarked
package io.meshlog.sync.insight;

import org.jspecify.annotations.NullMarked;
