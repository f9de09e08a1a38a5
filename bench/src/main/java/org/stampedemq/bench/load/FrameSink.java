package org.stampedemq.bench.load;

/** What a {@link FrameParser} finds. The bytes are the parser's own and valid during the call only. */
interface FrameSink {
    void connected();

    /**
     * A delivery.
     *
     * @param ackAt where the value of the {@code ack} header begins
     * @param ackBytes 0 if there is no such header
     */
    void message(byte[] bytes, int ackAt, int ackBytes, int bodyAt, int bodyBytes);

    /**
     * Something was done.
     *
     * @param receipt the decimal number that the receipt-id is; -1 if it is none
     */
    void receipt(long receipt);

    void error(String message);
}
