/**
 * The rules of the house as tests, and for each a planted fault ({@code org.stampedemq.planted}) that shows that it bites.
 */
@NullMarked
package org.stampedemq.house;

import org.jspecify.annotations.NullMarked;
