@NullMarked
package org.stampedemq.app.config;

import org.jspecify.annotations.NullMarked;
