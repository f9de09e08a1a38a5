package org.stampedemq.planted.broker;

import picocli.CommandLine;

public record UsesPicocli(CommandLine foreign) {}
