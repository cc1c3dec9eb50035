package kr.hangil.gateway.snapshot;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IPv4 or IPv6 addresses with a common beginning, in CIDR notation (RFC 4632, RFC 4291); one address is a range too. */
public final class AddressRange {

    private static final Pattern SHAPE = Pattern.compile("([0-9A-Fa-f.:]{2,45})(?:/(\\d{1,3}))?");
    private static final int BITS_OF_4 = 32;
    private static final int BITS_OF_6 = 128;

    private final String text;
    private final IpSubnetFilterRule rule;
    private final boolean isOf4;

    private AddressRange(String text, InetAddress address, int bits) {
        this.text = text;
        this.rule = new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
        this.isOf4 = address instanceof Inet4Address;
    }

    /** @throws IllegalArgumentException where {@code text} is no range; a host name is none, nobody is asked for it */
    public static AddressRange parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        InetAddress address = shape.matches() ? NetUtil.createInetAddressFromIpAddressString(shape.group(1)) : null;
        if (address == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address range; one looks like 203.0.113.0/24 or 2001:db8::/32");
        }
        int most = address instanceof Inet4Address ? BITS_OF_4 : BITS_OF_6;
        int bits = shape.group(2) == null ? most : Integer.parseInt(shape.group(2));
        if (bits > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' has a prefix of " + bits + " bits; " + most + " is the most");
        }
        return new AddressRange(text, address, bits);
    }

    /** Whether {@code address} is one of these; an IPv4 address is in no range of IPv6 and the other way round. */
    public boolean contains(InetAddress address) {
        return address instanceof Inet4Address == isOf4 && rule.matches(new InetSocketAddress(address, 0));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && range.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
