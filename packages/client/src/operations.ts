// The table of the protocol, for `client.invoke` and `client.listen`.
export * from '@hazelrx/protocol/operations';
