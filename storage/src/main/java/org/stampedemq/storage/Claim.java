package org.stampedemq.storage;

/**
 * A message that is out: handed to one claimant, and to nobody else until it is released or removed.
 *
 * @param message with its body
 * @param deliveryCount how often it was handed out in this life of the node, this time included; at least 1
 * @param failures how often a claimant failed with it in hand
 * @param redelivered it was, or before a crash may have been, handed out before
 */
public record Claim(Message message, int deliveryCount, int failures, boolean redelivered) {}
