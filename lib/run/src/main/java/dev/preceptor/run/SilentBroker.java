package dev.preceptor.run;

/**
 * A broker that does not answer although its run is running.
 *
 * @param address where it should be
 * @param why what was found there, such as {@code does not answer within 20 s}
 */
public record SilentBroker(BrokerAddress address, String why) {}
