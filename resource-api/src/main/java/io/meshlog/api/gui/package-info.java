/** The pages under {@code /gui}: a stock GUI's files, or a page that leads on. Touches files. */
@NullMarked
package io.meshlog.api.gui;

import org.jspecify.annotations.NullMarked;
