// node built/run.js ADDRESS TOKEN
import { example } from "./example.js";

declare const process: { argv: string[] };

const [, , address = "http://127.0.0.1:8000", token = ""] = process.argv;
console.log((await example(address, token)).join("\n"));
