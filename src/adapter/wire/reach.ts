import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { Reach } from './connection.js';

/** Code of a connection that was not made because of where it leads. */
export const addressNotAllowed = 'ADDRESS_NOT_ALLOWED';

class AddressNotAllowed extends Error {
  readonly code = addressNotAllowed;
}

type Network = readonly [network: string, prefix: number];

/** A municipality's own networks, and this machine. */
const privateNetworks: readonly Network[] = [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
];

/** What is not on the internet either, and nobody's application (IANA's registries of special-purpose addresses). */
const neverAllowed: readonly Network[] = [
  ['0.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 128],
  // Addresses that hold an IPv4 address a gateway would go on to.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 23],
  ['2002::', 16],
  ['100::', 64],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

function listOf(...networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks)
    list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

const outOf: Readonly<Record<Reach, BlockList>> = {
  PUBLIC: listOf(...privateNetworks, ...neverAllowed),
  PRIVATE_TOO: listOf(...neverAllowed),
};

/** Whether an IP address is within reach; an IPv4 address in the form of IPv6 counts as what it is. */
export function isWithin(reach: Reach, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !outOf[reach].check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Connects only within reach. The address that is looked at is the one that is connected to, so that a name that leads
 * elsewhere a moment later changes nothing.
 */
export function connectorWithin(
  reach: Reach,
  options: buildConnector.BuildOptions,
): buildConnector.connector {
  const lookupWithin: LookupFunction = (hostname, wanted, done) => {
    lookup(hostname, { ...wanted, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isWithin(reach, address)))
        return done(new AddressNotAllowed(), '');
      if (wanted.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ ...options, lookup: lookupWithin } as buildConnector.BuildOptions);
  return (target, done) => {
    // An address is not looked up.
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !isWithin(reach, host)) return done(new AddressNotAllowed(), null);
    return connect(target, done);
  };
}
