package org.stampedemq.app.json;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.util.Map;

/** JSON objects as maps of strings, numbers, booleans, lists and maps. */
public final class JsonText {
    private JsonText() {}

    /**
     * Reads an object.
     *
     * @throws IOException if the text is none
     */
    public static Map<String, Object> parse(String text) throws IOException {
        try {
            return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                    .root()
                    .unwrapped();
        } catch (ConfigException e) {
            throw new IOException("not a JSON object: " + e.getMessage(), e);
        }
    }

    /** One line, keys in alphabetical order. */
    public static String render(Map<String, ?> object) {
        return ConfigValueFactory.fromMap(object).render(ConfigRenderOptions.concise());
    }
}
