// Prints, as JSON, what the example of the TypeScript client is told at an address, and the
// same question asked by the hash that the manifest has of it.
import { Attune } from "../../clients/typescript/built/attune.js";
import { example } from "../../clients/typescript/built/example.js";
import { TodayDocument } from "../../clients/typescript/built/generated/graphql.js";

const [address, token] = process.argv.slice(2);
const told = await example(address, token);
const registered = await new Attune(address, token).askRegistered(TodayDocument, {});
console.log(JSON.stringify({ told, registered }));
