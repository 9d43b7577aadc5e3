//! `ipaddr`: an IPv4 or IPv6 address, or a range of addresses.

use super::ExtensionError;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// The longest literal: eight groups of four digits and `/128`.
const MAX_LITERAL_BYTES: usize = 43;

/// An address with a prefix length. A single address has the full length: 32
/// for IPv4, 128 for IPv6.
///
/// Two are equal when address *and* prefix length are, bits after the prefix
/// included: `10.0.0.1/24` is not `10.0.0.2/24`, though each lies in the range
/// of the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct IpAddr(IpNet);

impl IpAddr {
    /// The address and its prefix length.
    pub fn net(self) -> IpNet {
        self.0
    }

    /// Whether this is IPv4.
    pub fn is_ipv4(self) -> bool {
        matches!(self.0, IpNet::V4(_))
    }

    /// Whether this is IPv6; IPv4 addresses mapped into IPv6 are.
    pub fn is_ipv6(self) -> bool {
        matches!(self.0, IpNet::V6(_))
    }

    /// Whether the whole range is in `127.0.0.0/8`, or is `::1`.
    pub fn is_loopback(self) -> bool {
        match self.0 {
            IpNet::V4(net) => net.addr().is_loopback() && net.prefix_len() >= 8,
            IpNet::V6(net) => net.addr().is_loopback() && net.prefix_len() == 128,
        }
    }

    /// Whether the whole range is in `224.0.0.0/4` or in `ff00::/8`.
    pub fn is_multicast(self) -> bool {
        match self.0 {
            IpNet::V4(net) => net.addr().is_multicast() && net.prefix_len() >= 4,
            IpNet::V6(net) => net.addr().is_multicast() && net.prefix_len() >= 8,
        }
    }

    /// Whether every address of this range is in `range`. Never across the two
    /// families.
    pub fn is_in_range(self, range: IpAddr) -> bool {
        match (self.0, range.0) {
            (IpNet::V4(net), IpNet::V4(range)) => range.contains(&net),
            (IpNet::V6(net), IpNet::V6(range)) => range.contains(&net),
            _ => false,
        }
    }
}

/// Reads an address with an optional `/` and prefix length.
///
/// IPv4 is four decimal octets without leading zeros; IPv6 is groups of one to
/// four hexadecimal digits, `::` for one or more groups. There are no zones, no
/// brackets and no IPv4 notation inside IPv6. A prefix length has no sign and
/// no leading zero.
impl FromStr for IpAddr {
    type Err = ExtensionError;

    fn from_str(text: &str) -> Result<Self, ExtensionError> {
        if text.len() > MAX_LITERAL_BYTES {
            return Err(ExtensionError::new(format!(
                "error parsing IP address from string: {} bytes is longer than the limit {MAX_LITERAL_BYTES}",
                text.len()
            )));
        }
        if has_two(text, b':') && has_two(text, b'.') {
            return Err(ExtensionError::new(format!(
                "error parsing IP address from string: IPv4 embedded in IPv6 is not accepted: {text}"
            )));
        }
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let invalid = || ExtensionError::new(format!("invalid IP address: {address}"));
        let net = if address.contains(':') {
            let address: Ipv6Addr = address.parse().map_err(|_| invalid())?;
            Ipv6Net::new(address, prefix_length(prefix, 128)?).map(IpNet::V6)
        } else {
            let address: Ipv4Addr = address.parse().map_err(|_| invalid())?;
            Ipv4Net::new(address, prefix_length(prefix, 32)?).map(IpNet::V4)
        };
        net.map(IpAddr).map_err(|_| invalid())
    }
}

/// Writes address and prefix length, as a literal that reads back.
impl fmt::Display for IpAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // The usual form of mapped addresses has IPv4 notation, which a
            // literal must not have.
            IpNet::V6(net) if net.addr().to_ipv4_mapped().is_some() => {
                let [.., high, low] = net.addr().segments();
                write!(f, "::ffff:{high:x}:{low:x}/{}", net.prefix_len())
            }
            net => net.fmt(f),
        }
    }
}

fn has_two(text: &str, byte: u8) -> bool {
    text.bytes().filter(|b| *b == byte).count() >= 2
}

fn prefix_length(text: Option<&str>, limit: u8) -> Result<u8, ExtensionError> {
    let Some(text) = text else {
        return Ok(limit);
    };
    if text.is_empty() {
        return Err(ExtensionError::new(
            "error parsing prefix from the string ``: cannot parse integer from empty string",
        ));
    }
    if text.len() > limit.to_string().len() {
        return Err(ExtensionError::new(format!(
            "error parsing prefix: string length {} is too large",
            text.len()
        )));
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ExtensionError::new(format!(
            "error parsing prefix `{text}`: encountered non-digit"
        )));
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err(ExtensionError::new(format!(
            "error parsing prefix `{text}`: leading zero(s)"
        )));
    }
    match text.parse::<u8>() {
        Ok(length) if length <= limit => Ok(length),
        _ => Err(ExtensionError::new(format!(
            "error parsing prefix: {text} is larger than the limit {limit}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn literals_and_their_canonical_form() {
        for (text, canonical) in [
            ("1.2.3.4", "1.2.3.4/32"),
            ("1.2.3.4/32", "1.2.3.4/32"),
            ("1.2.3.4/0", "1.2.3.4/0"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("255.255.255.255/9", "255.255.255.255/9"),
            ("::", "::/128"),
            ("::1/128", "::1/128"),
            ("::/0", "::/0"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8/128"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0/128"),
            ("::2:3:4:5:6:7:8/99", "0:2:3:4:5:6:7:8/99"),
            ("::ffff:0102:0304", "::ffff:102:304/128"),
            ("::ffff:0:0/96", "::ffff:0:0/96"),
            (
                "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789/128",
                "abcd:ef01:2345:6789:abcd:ef01:2345:6789/128",
            ),
        ] {
            assert_eq!(ip(text).to_string(), canonical, "`{text}`");
            assert_eq!(ip(canonical), ip(text));
        }
    }

    #[test]
    fn malformed_addresses() {
        for text in [
            "",
            "a",
            "1",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.04",
            "256.1.1.1",
            "-1.2.3.4",
            "1.2.3.4 ",
            " 1.2.3.4",
            "1..2.3",
            "0x1.2.3.4",
            ":",
            ":::",
            "1",
            "1:2",
            "1:2:3:4:5:6:7:8::",
            "1:2:3:4:5:6:7:8:9",
            "1::2::3",
            "00001::",
            "12345::",
            "::g",
            "fe80::1%eth0",
            "[::1]",
            "::1 ",
            "१.2.3.4",
            "1.2.3.4\n",
        ] {
            let expected = format!("invalid IP address: {text}");
            assert_eq!(text.parse::<IpAddr>(), Err(ExtensionError::new(expected)));
        }
        for (text, part) in [
            ("::ffff:1.2.3.4", "IPv4 embedded in IPv6"),
            ("::1.2", "invalid IP address"),
            (
                "ABCD:EF01:2345:6789:ABCD:EF01:2345:06789/128",
                "longer than the limit 43",
            ),
        ] {
            let message = text.parse::<IpAddr>().unwrap_err().message;
            assert!(message.contains(part), "`{text}`: {message}");
        }
    }

    #[test]
    fn malformed_prefixes() {
        for (text, message) in [
            (
                "1.2.3.4/33",
                "error parsing prefix: 33 is larger than the limit 32",
            ),
            (
                "1.2.3.4/99",
                "error parsing prefix: 99 is larger than the limit 32",
            ),
            (
                "::1/129",
                "error parsing prefix: 129 is larger than the limit 128",
            ),
            (
                "::1/999",
                "error parsing prefix: 999 is larger than the limit 128",
            ),
            (
                "1.2.3.4/",
                "error parsing prefix from the string ``: cannot parse integer from empty string",
            ),
            ("1.2.3.4/01", "error parsing prefix `01`: leading zero(s)"),
            ("1.2.3.4/00", "error parsing prefix `00`: leading zero(s)"),
            ("::1/01", "error parsing prefix `01`: leading zero(s)"),
            (
                "1.2.3.4/+8",
                "error parsing prefix `+8`: encountered non-digit",
            ),
            (
                "1.2.3.4/ 8",
                "error parsing prefix ` 8`: encountered non-digit",
            ),
            (
                "1.2.3.4/8/9",
                "error parsing prefix: string length 3 is too large",
            ),
            (
                "1.2.3.4/008",
                "error parsing prefix: string length 3 is too large",
            ),
            (
                "::1/0128",
                "error parsing prefix: string length 4 is too large",
            ),
        ] {
            assert_eq!(
                text.parse::<IpAddr>(),
                Err(ExtensionError::new(message)),
                "`{text}`"
            );
        }
    }

    #[test]
    fn equality_counts_host_bits_and_prefix() {
        assert_eq!(ip("10.0.0.1"), ip("10.0.0.1/32"));
        assert_eq!(ip("::1"), ip("0:0::0001/128"));
        assert_ne!(ip("10.0.0.1/24"), ip("10.0.0.2/24"));
        assert_ne!(ip("10.0.0.1/24"), ip("10.0.0.1/25"));
        assert_ne!(ip("::ffff:0102:0304"), ip("1.2.3.4"));
    }

    #[test]
    fn predicates() {
        type Predicate = fn(IpAddr) -> bool;
        let cases: [(&str, Predicate, bool); 22] = [
            ("1.2.3.4", IpAddr::is_ipv4, true),
            ("1.2.3.4", IpAddr::is_ipv6, false),
            ("::1", IpAddr::is_ipv6, true),
            ("::ffff:0102:0304", IpAddr::is_ipv4, false),
            ("127.0.0.1", IpAddr::is_loopback, true),
            ("127.255.0.1/8", IpAddr::is_loopback, true),
            ("127.0.0.0/8", IpAddr::is_loopback, true),
            ("127.0.0.0/7", IpAddr::is_loopback, false),
            ("128.0.0.1", IpAddr::is_loopback, false),
            ("::1", IpAddr::is_loopback, true),
            ("::1/127", IpAddr::is_loopback, false),
            ("::2", IpAddr::is_loopback, false),
            ("::ffff:7f00:1", IpAddr::is_loopback, false),
            ("224.0.0.0/4", IpAddr::is_multicast, true),
            ("239.255.255.255", IpAddr::is_multicast, true),
            ("224.0.0.0/3", IpAddr::is_multicast, false),
            ("240.0.0.0", IpAddr::is_multicast, false),
            ("223.255.255.255", IpAddr::is_multicast, false),
            ("ff00::/8", IpAddr::is_multicast, true),
            ("ff00::/7", IpAddr::is_multicast, false),
            ("ffff::1", IpAddr::is_multicast, true),
            ("feff::1", IpAddr::is_multicast, false),
        ];
        for (text, predicate, expected) in cases {
            assert_eq!(predicate(ip(text)), expected, "`{text}`");
        }
    }

    #[test]
    fn ranges() {
        for (inner, outer, expected) in [
            ("10.0.0.1", "10.0.0.0/24", true),
            ("10.0.1.1", "10.0.0.0/24", false),
            ("10.0.0.1/24", "10.0.0.200/24", true),
            ("10.0.0.0/23", "10.0.0.0/24", false),
            ("10.0.0.0/25", "10.0.0.0/24", true),
            ("10.0.0.1", "0.0.0.0/0", true),
            ("255.255.255.255", "0.0.0.0/0", true),
            ("::1", "0.0.0.0/0", false),
            ("1.2.3.4", "::/0", false),
            ("::1", "::/0", true),
            ("::1/127", "::1", false),
            ("0.0.0.0/0", "0.0.0.0/0", true),
            ("1.1.1.1", "1.1.1.1", true),
        ] {
            assert_eq!(
                ip(inner).is_in_range(ip(outer)),
                expected,
                "{inner} in {outer}"
            );
        }
    }
}
