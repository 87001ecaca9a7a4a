/** Limits of messages that share one. */
import { expect, it } from "vitest";
import { Inbox } from "../../../server/net/inbox.ts";
import { createTextFilter } from "../../../server/net/textFilter.ts";
import { QUICK_CHAT } from "../../../shared/protocol.ts";

const inbox = () => new Inbox({ messages: {} }, createTextFilter(true));

it("[SO4] quick chat and chat together have the limit of the chat", () => {
  const one = inbox();
  const results = [0, 1, 2, 3, 4, 5].map((i) =>
    i % 2 === 0 ? one.read("chat", { text: "hi" }, 1) : one.read("quickChat", { id: i }, 1),
  );
  expect(results.map(({ type }) => type)).toEqual([
    ...["chat", "quickChat", "chat", "quickChat", "refused", "refused"],
  ]);
  expect(one.read("quickChat", { id: 0 }, 31)).toEqual({ type: "quickChat", body: { id: 0 } });
});

it("[SO4] only the number of a phrase is accepted", () => {
  for (const id of [-1, QUICK_CHAT.length, 0.5, "1", undefined])
    expect(inbox().read("quickChat", { id }, 1), String(id)).toMatchObject({ code: "malformed" });
  expect(inbox().read("quickChat", { id: 1, text: "hi" }, 1)).toMatchObject({ code: "malformed" });
});
