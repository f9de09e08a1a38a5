/**
 * What a node is told. {@code conf/stampede.conf} is both the documentation and the defaults; {@link
 * org.stampedemq.app.config.Settings} lays a file, the environment and flags over it and refuses what it does not know;
 * one class for each record reads its keys, and nothing else reads any.
 *
 * <pre>
 *   flags ─over─ environment ─over─ file ─over─ conf/stampede.conf  ─►  Settings  ─►  NodeConfig
 * </pre>
 */
@NullMarked
package org.stampedemq.app.config;

import org.jspecify.annotations.NullMarked;
