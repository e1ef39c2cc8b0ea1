import type { ConnectionOptions } from 'node:tls';
import { Cluster, Redis, type CommonRedisOptions, type DNSLookupFunction } from 'ioredis';
import { readAddresses, type RedisAddresses } from './redis-addresses.js';
import { RedisConnection } from './redis-connection.js';

export interface CreateRedisOptions {
  /** `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS. Several: the nodes of a cluster, or the sentinels. */
  readonly url: string | readonly string[];
  /** The `url`s are sentinels, and this is the master they watch. User and password of the URLs are the server's. */
  readonly sentinel?: { readonly masterName: string; readonly username?: string; readonly password?: string };
  /** Default: whether there are several `url`s and no `sentinel`. Set it when a cluster is reached through one address. */
  readonly isCluster?: boolean;
  /** For `rediss://`: certificates and the like. */
  readonly tls?: ConnectionOptions;
  /** After how many milliseconds without an answer a command fails. Default 400: a call that needs two is answered within a second. */
  readonly commandTimeoutMilliseconds?: number;
  /** Default 500. */
  readonly connectTimeoutMilliseconds?: number;
  /** Hears lost connections, which heal by themselves. */
  readonly onError?: (error: unknown) => void;
}

const DEFAULT_COMMAND_TIMEOUT_MILLISECONDS = 400;
const DEFAULT_TIMEOUT_MILLISECONDS = 500;
const SETUP_TIMEOUT_MILLISECONDS = 3000;
const MOST_RETRY_DELAY_MILLISECONDS = 250;

/**
 * Connects to Redis so that nobody ever waits for it: without a connection a command fails at once, without an answer after the time limit,
 * and a command whose answer was lost is not sent again. The connection is made anew until it succeeds.
 * @throws TesseraError `ERR_SERVER_CONFIGURATION` when a URL cannot be used
 */
export function createRedis(options: CreateRedisOptions): RedisConnection {
  const {
    url,
    sentinel,
    isCluster,
    commandTimeoutMilliseconds = DEFAULT_COMMAND_TIMEOUT_MILLISECONDS,
    onError,
  } = options;
  const addresses = readAddresses(typeof url === 'string' ? [url] : url);
  const listener = onError === undefined ? {} : { onError };
  if (isCluster ?? (addresses.nodes.length > 1 && !sentinel)) {
    // Beyond the limit at a single server: the client may follow a redirection or wait for a failover.
    const deadlineMilliseconds = Math.min(2 * commandTimeoutMilliseconds, commandTimeoutMilliseconds + 400);
    return new RedisConnection(createCluster(addresses, options), { deadlineMilliseconds, ...listener });
  }
  const common = { ...commonOptions(addresses, options), db: addresses.database, retryStrategy: retryDelay };
  const client = sentinel
    ? new Redis({ ...common, enableOfflineQueue: false, ...sentinelOptions(addresses, sentinel) })
    : new Redis({ ...common, enableOfflineQueue: false, ...addresses.nodes[0] });
  return new RedisConnection(client, { deadlineMilliseconds: commandTimeoutMilliseconds, ...listener });
}

/** What holds for every connection, to a server or to a node of a cluster. */
function commonOptions(
  { isTls, username, password }: RedisAddresses,
  { tls, connectTimeoutMilliseconds }: CreateRedisOptions,
): Omit<CommonRedisOptions, 'replyMapping'> & { tls?: ConnectionOptions } {
  return {
    // No `commandTimeout`: the client's own fires before it has looked for an answer that came while the process was busy. RedisConnection
    // has the limit of a command, and gives a silent connection up. This one, which has the same fault, is for what the client itself asks
    // on a new connection.
    socketTimeout: SETUP_TIMEOUT_MILLISECONDS,
    connectTimeout: connectTimeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS,
    maxRetriesPerRequest: 0,
    // The server may have carried it out: sent again, it would count twice.
    autoResendUnfulfilledCommands: false,
    maxLoadingRetryTime: MOST_RETRY_DELAY_MILLISECONDS,
    // After a failover the old master refuses writes; a new connection finds the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isTls ? { tls: tls ?? {} } : {}),
  };
}

function sentinelOptions(
  { nodes, isTls }: RedisAddresses,
  { masterName, username, password }: NonNullable<CreateRedisOptions['sentinel']>,
): object {
  return {
    sentinels: [...nodes],
    name: masterName,
    enableTLSForSentinelMode: isTls,
    // No failover detector: its word may come while a new connection is being made, which the client then gives up for good. A dead
    // master closes the connection, and a demoted one says READONLY.
    sentinelCommandTimeout: DEFAULT_TIMEOUT_MILLISECONDS,
    sentinelRetryStrategy: retryDelay,
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(password === undefined ? {} : { sentinelPassword: password }),
  };
}

function createCluster(addresses: RedisAddresses, options: CreateRedisOptions): Cluster {
  const clusterOptions = {
    enableOfflineQueue: false,
    clusterRetryStrategy: retryDelay,
    slotsRefreshTimeout: DEFAULT_TIMEOUT_MILLISECONDS,
    slotsRefreshInterval: 5000,
    maxRedirections: 5,
    retryDelayOnFailover: 50,
    retryDelayOnClusterDown: 50,
    retryDelayOnTryAgain: 50,
    redisOptions: commonOptions(addresses, options),
    // With TLS the names stay names: a certificate is issued for a name, not for the address behind it.
    ...(addresses.isTls ? { dnsLookup: keepName } : {}),
  };
  return new Cluster([...addresses.nodes], clusterOptions);
}

const keepName: DNSLookupFunction = (name, callback) => callback(null, name);

function retryDelay(times: number): number {
  return Math.min(25 * 2 ** Math.min(times, 10), MOST_RETRY_DELAY_MILLISECONDS);
}
