package org.stampedemq.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What processes and the machine have used so far, as Linux's {@code /proc} says (proc(5)). CPU times are exact to a hundredth of a
 * second.
 *
 * @param brokerCpuNanos user and system time of the broker's process since its start; 0 without a pid
 * @param brokerRssBytes its resident memory now; 0 without a pid
 * @param ownCpuNanos the same of the load program
 * @param machineCpuNanos all cores together, idle and waiting for I/O not counted
 */
record Usage(long brokerCpuNanos, long brokerRssBytes, long ownCpuNanos, long machineCpuNanos) {
    /** Linux shows times to user space in hundredths of a second on every architecture in use. */
    private static final long TICK_NANOS = 10_000_000;

    static Usage now(OptionalLong brokerPid) {
        Path own = Path.of("/proc/self");
        if (brokerPid.isEmpty()) {
            return new Usage(0, 0, processCpu(own), machineCpu());
        }
        Path broker = Path.of("/proc", Long.toString(brokerPid.getAsLong()));
        return new Usage(processCpu(broker), residentBytes(broker), processCpu(own), machineCpu());
    }

    private static long processCpu(Path process) {
        String stat = String.join(" ", read(process.resolve("stat")));
        // the command's name stands in parentheses and may hold blanks; utime and stime are fields 14 and 15
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
    }

    private static long residentBytes(Path process) {
        for (String line : read(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    private static long machineCpu() {
        String[] fields = read(Path.of("/proc/stat")).get(0).trim().split(" +", -1);
        // user nice system (idle iowait) irq softirq steal
        long ticks = 0;
        for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks * TICK_NANOS;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new LoadFailedException("the process is gone: " + file, e);
        } catch (IOException e) {
            throw new LoadFailedException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
