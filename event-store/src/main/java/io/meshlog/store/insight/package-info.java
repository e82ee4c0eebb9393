/**
 * Facts about proxies, zones and refused records, which are never events. The only room with JPA.
 */
@NullMarked
package io.meshlog.store.insight;

import org.jspecify.annotations.NullMarked;
