@NullMarked
package io.meshlog.sync.importer;

import org.jspecify.annotations.NullMarked;
