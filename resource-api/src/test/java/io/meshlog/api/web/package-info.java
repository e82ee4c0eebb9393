@NullMarked
package io.meshlog.api.web;

import org.jspecify.annotations.NullMarked;
