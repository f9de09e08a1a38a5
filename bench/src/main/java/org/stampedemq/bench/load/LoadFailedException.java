package org.stampedemq.bench.load;

/** The run is void: the broker refused something, went away, or could not be reached. The message is for the user. */
final class LoadFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoadFailedException(String message) {
        super(message);
    }

    LoadFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
