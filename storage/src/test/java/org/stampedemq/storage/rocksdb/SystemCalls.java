package org.stampedemq.storage.rocksdb;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what strace recorded with -f -xx: the calls that change files, in the order in which they ended. */
final class SystemCalls {
    /** What to give to strace. */
    static final String TRACED = "openat,close,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,"
            + "unlink,unlinkat,ftruncate,fallocate,mkdir,lseek,dup,dup2,link,linkat";

    /**
     * One call.
     *
     * @param begun how many calls had ended when it began
     * @param text its arguments as strace writes them
     */
    record Call(String name, String text, long result, int begun) {
        /** The number that the arguments begin with. */
        int descriptor() {
            return Integer.parseInt(argument(0));
        }

        /** An argument that is a number or a word; strings count as one argument. */
        String argument(int index) {
            return STRING.matcher(text).replaceAll("_").split(",", -1)[index].trim();
        }

        /** The strings among the arguments. */
        List<byte[]> strings() {
            List<byte[]> strings = new ArrayList<>();
            Matcher matcher = STRING.matcher(text);
            while (matcher.find()) {
                strings.add(octets(matcher.group(1)));
            }
            return strings;
        }

        String path(int index) {
            return new String(strings().get(index), StandardCharsets.UTF_8);
        }

        /** All that was to be written, cut to what was. */
        byte[] written() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            strings().forEach(all::writeBytes);
            byte[] octets = all.toByteArray();
            return result == octets.length ? octets : java.util.Arrays.copyOf(octets, (int) result);
        }
    }

    private static final Pattern STRING = Pattern.compile("\"((?:\\\\x[0-9a-f]{2})*+)\"");
    private static final Pattern LINE = Pattern.compile("^(\\d+) +(\\w+)\\((.*)\\) += (-?\\d+).*$", Pattern.DOTALL);
    private static final Pattern BEGUN = Pattern.compile("^(\\d+) +(\\w+)\\((.*) <unfinished \\.\\.\\.>$");
    private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)$");

    private SystemCalls() {}

    static List<Call> read(Path trace) throws IOException {
        List<Call> calls = new ArrayList<>();
        Map<String, String> open = new HashMap<>();
        Map<String, Integer> begun = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String whole = line;
                int begin = calls.size();
                if (line.endsWith("<unfinished ...>")) {
                    Matcher first = BEGUN.matcher(line);
                    if (first.matches() && "close".equals(first.group(2))) {
                        // its descriptor may be given to another file before it ends
                        calls.add(new Call("close", first.group(3), 0, begin));
                    } else if (first.matches()) {
                        open.put(first.group(1), first.group(2) + "(" + first.group(3));
                        begun.put(first.group(1), calls.size());
                    }
                    continue;
                }
                if (line.contains(" resumed>")) {
                    Matcher second = RESUMED.matcher(line);
                    String before = second.matches() ? open.remove(second.group(1)) : null;
                    if (before == null) {
                        continue;
                    }
                    whole = second.group(1) + " " + before + second.group(2);
                    begin = TestEngines.present(begun.remove(second.group(1)));
                }
                Matcher call = LINE.matcher(whole);
                if (call.matches() && Long.parseLong(call.group(4)) >= 0) {
                    calls.add(new Call(call.group(2), call.group(3), Long.parseLong(call.group(4)), begin));
                }
            }
        }
        return calls;
    }

    private static byte[] octets(String escaped) {
        byte[] octets = new byte[escaped.length() / 4];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) ((Character.digit(escaped.charAt(4 * i + 2), 16) << 4)
                    + Character.digit(escaped.charAt(4 * i + 3), 16));
        }
        return octets;
    }
}
