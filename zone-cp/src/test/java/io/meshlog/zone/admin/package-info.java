@NullMarked
package io.meshlog.zone.admin;

import org.jspecify.annotations.NullMarked;
