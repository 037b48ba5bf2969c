import { Attune } from "./attune.js";
import { DaysDocument, TodayDocument, WhatIfDocument } from "./generated/graphql.js";

export async function example(address: string, token: string): Promise<string[]> {
  const attune = new Attune(address, token);
  const { me } = await attune.ask(TodayDocument, {});
  const prediction = me?.insights.recoveryPrediction;
  const told = [prediction?.headline ?? "no prediction"];

  // Of a finding there may be none; the type says so, and the compiler asks.
  const interval = prediction?.finding?.interval80;
  if (interval) {
    told.push(`8 times in 10 between ${interval.low.toFixed(0)} and ${interval.high.toFixed(0)}`);
  }

  const later = await attune.ask(WhatIfDocument, { bedtime: "23:30", sleepMinutes: 480 });
  told.push(later.me?.insights.recoveryPrediction?.standing ?? "no answer");

  const { me: person } = await attune.ask(DaysDocument, { first: 3 });
  told.push(...(person?.days.nodes.map((day) => day.dayOn) ?? []));
  return told;
}
