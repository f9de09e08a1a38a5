package org.stampedemq.planted.broker;

import com.github.benmanes.caffeine.cache.Weigher;

public record UsesCaffeine(Weigher<String, String> foreign) {}
