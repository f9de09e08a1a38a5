package org.stampedemq.app.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The effective value of every key, with where it was set. The keys that exist are those of {@code conf/stampede.conf},
 * which the program carries with it; anything else is refused.
 */
public final class Settings {
    static final String REFERENCE = "stampede.conf";
    static final String ENVIRONMENT_PREFIX = "STAMPEDE_";

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12}) ?(B|KiB|MiB|GiB)");

    private final SortedMap<String, ConfigValue> values;

    private Settings(SortedMap<String, ConfigValue> values) {
        this.values = values;
    }

    /** A key as {@code stampede config show} prints it. */
    public record Shown(String key, String value, String setBy) {}

    /**
     * Lays everything over the defaults.
     *
     * @param file in HOCON
     * @param environment all of it; what does not begin with STAMPEDE_ or names no key is passed over
     * @param flags by key
     */
    public static Settings load(Optional<Path> file, Map<String, String> environment, Map<String, String> flags)
            throws SettingsException {
        SortedMap<String, ConfigValue> values = defaults();
        if (file.isPresent()) {
            layFile(values, file.get());
        }
        for (String key : List.copyOf(values.keySet())) {
            String variable = variable(key);
            String given = environment.get(variable);
            if (given != null) {
                values.put(key, fromText(values, key, given, "the environment variable " + variable));
            }
        }
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            refuseUnknown(values, flag.getKey(), "the command line");
            values.put(flag.getKey(), fromText(values, flag.getKey(), flag.getValue(), "the command line"));
        }
        return new Settings(values);
    }

    /** The environment variable of a key. */
    static String variable(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static SortedMap<String, ConfigValue> defaults() {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(Settings.class.getResourceAsStream("/" + REFERENCE), REFERENCE),
                StandardCharsets.UTF_8)) {
            SortedMap<String, ConfigValue> values = new TreeMap<>();
            for (Map.Entry<String, ConfigValue> entry :
                    ConfigFactory.parseReader(reader).entrySet()) {
                values.put(entry.getKey(), entry.getValue());
            }
            return values;
        } catch (IOException e) {
            throw new IllegalStateException("The program lacks " + REFERENCE, e);
        }
    }

    private static void layFile(SortedMap<String, ConfigValue> values, Path file) throws SettingsException {
        if (!Files.isReadable(file)) {
            throw new SettingsException("The configuration file " + file + " cannot be read.");
        }
        Config config;
        try {
            config = ConfigFactory.parseFile(file.toFile()).resolve();
        } catch (ConfigException e) {
            throw new SettingsException("The configuration cannot be understood: " + e.getMessage() + ".", e);
        }
        layObject(values, "", config.root());
    }

    private static void layObject(SortedMap<String, ConfigValue> values, String path, ConfigObject object)
            throws SettingsException {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String element = ConfigUtil.joinPath(entry.getKey());
            String key = path.isEmpty() ? element : path + "." + element;
            ConfigValue value = entry.getValue();
            boolean group = !values.tailMap(key + ".").isEmpty()
                    && values.tailMap(key + ".").firstKey().startsWith(key + ".");
            if (value instanceof ConfigObject inner && group) {
                layObject(values, key, inner);
            } else {
                refuseUnknown(values, key, value.origin().description());
                values.put(key, value);
            }
        }
    }

    private static void refuseUnknown(SortedMap<String, ConfigValue> values, String key, String where)
            throws SettingsException {
        if (values.containsKey(key)) {
            return;
        }
        String successor = RetiredKeys.successor(key);
        if (!successor.isEmpty()) {
            throw new SettingsException("The key " + key + " (" + where + ") is not used any more: " + successor + ".");
        }
        String nearest = Nearest.to(key, values.keySet());
        throw new SettingsException("There is no key " + key + " (" + where + "); "
                + (nearest.isEmpty() ? "`stampede config show` lists them all." : "did you mean " + nearest + "?"));
    }

    private static ConfigValue fromText(SortedMap<String, ConfigValue> values, String key, String text, String origin)
            throws SettingsException {
        ConfigValue old = Objects.requireNonNull(values.get(key), key);
        if (old.valueType() != ConfigValueType.LIST) {
            return ConfigValueFactory.fromAnyRef(text, origin);
        }
        if (!text.startsWith("[")) {
            return ConfigValueFactory.fromIterable(text.isEmpty() ? List.of() : List.of(text), origin);
        }
        try {
            return ConfigValueFactory.fromIterable(
                    ConfigFactory.parseString("list = " + text).getList("list").unwrapped(), origin);
        } catch (ConfigException e) {
            throw new SettingsException("The list " + key + " (" + origin + ") cannot be understood: " + text, e);
        }
    }

    /** Every key in alphabetical order. */
    public List<Shown> all() {
        List<Shown> shown = new ArrayList<>();
        values.forEach((key, value) -> {
            String where = value.origin().description();
            shown.add(new Shown(
                    key, value.render(ConfigRenderOptions.concise()), where.startsWith("Reader") ? "default" : where));
        });
        return shown;
    }

    /** At least one character. */
    String text(String key) throws SettingsException {
        Object value = value(key).unwrapped();
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw refused(key, "a text");
    }

    List<String> texts(String key) throws SettingsException {
        if (value(key).unwrapped() instanceof List<?> list) {
            return list.stream().map(Object::toString).toList();
        }
        throw refused(key, "a list, such as [\"a\", \"b\"]");
    }

    boolean flag(String key) throws SettingsException {
        return switch (plain(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(key, "true or false");
        };
    }

    int number(String key, int least, int most) throws SettingsException {
        try {
            int number = Integer.parseInt(plain(key));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw refused(key, "a number", e);
        }
        throw refused(key, "a number from " + least + " to " + most);
    }

    Duration duration(String key, Duration least, Duration most) throws SettingsException {
        Matcher matcher = DURATION.matcher(plain(key));
        if (!matcher.matches()) {
            throw refused(key, "a time with its unit, such as 500ms, 10s, 5m, 2h or 1d");
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw refused(key, "a time from " + least.toMillis() + "ms to " + most.toSeconds() + "s");
        }
        return duration;
    }

    /** Bytes. */
    long size(String key, long least, long most) throws SettingsException {
        Matcher matcher = SIZE.matcher(plain(key));
        if (!matcher.matches()) {
            throw refused(key, "a size with its unit, such as 512B, 64KiB, 16MiB or 1GiB");
        }
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        long amount = Long.parseLong(matcher.group(1));
        if (amount > most >> shift || amount << shift < least) {
            throw refused(key, "a size from " + least + "B to " + most + "B");
        }
        return amount << shift;
    }

    /** {@link #size} where an int is wanted. */
    int smallSize(String key, int least, int most) throws SettingsException {
        return Math.toIntExact(size(key, least, most));
    }

    SettingsException refused(String key, String allowed) {
        return new SettingsException(refusal(key, allowed));
    }

    SettingsException refused(String key, String allowed, Exception cause) {
        return new SettingsException(refusal(key, allowed), cause);
    }

    private String refusal(String key, String allowed) {
        ConfigValue value = value(key);
        return key + " must be " + allowed + ", not " + value.render(ConfigRenderOptions.concise()) + " ("
                + value.origin().description() + ").";
    }

    private String plain(String key) {
        return String.valueOf(value(key).unwrapped());
    }

    private ConfigValue value(String key) {
        ConfigValue value = values.get(key);
        if (value == null) {
            throw new IllegalStateException(REFERENCE + " lacks the key " + key);
        }
        return value;
    }
}
