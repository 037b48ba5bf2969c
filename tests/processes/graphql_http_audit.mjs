// Prints, as JSON, what the audit of the package graphql-http finds at an address.
// By its file: the front of the package asks for graphql, which the audit does not need.
import { auditServer } from "../../node_modules/graphql-http/lib/audits/index.mjs";

const [address, token] = process.argv.slice(2);
const authorised = (url, options = {}) =>
  fetch(url, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });
const found = await auditServer({ url: address, fetchFn: authorised });
console.log(JSON.stringify(found.map(({ id, name, status }) => ({ id, name, status }))));
