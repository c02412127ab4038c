/**
 * What is wrong with a certificate, as a sentence about whose it is (OpenSSL's verification codes as Node names them,
 * openssl-verification-options(1)); undefined: the code is about something else.
 */
export function certificateTrouble(code: string, host: string): string | undefined {
  const sentences: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: 'has expired',
    CERT_NOT_YET_VALID: 'is not valid yet',
    CERT_REVOKED: 'was revoked',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
    SELF_SIGNED_CERT_IN_CHAIN: 'comes from an authority that inc does not trust',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by nobody that inc trusts, or its chain is incomplete',
    UNABLE_TO_GET_ISSUER_CERT: 'is signed by nobody that inc trusts',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by nobody that inc trusts',
    ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
  };
  const sentence = sentences[code];
  return sentence === undefined ? undefined : `the certificate of ${host} ${sentence}`;
}

/** Node's and OpenSSL's ways to say that what answered does not speak TLS. */
export const isNoTls = (code: string): boolean =>
  code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG';
