import { describe, expect, it } from "vitest";
import { forgetLink, writeChoice } from "../../../client/shell/pageAddress.ts";

describe("[PA4] the address of the page", () => {
  it("loses the move of the party with the join, so that a reload does not drag the party back", () => {
    const query = new URLSearchParams("room=swarm&party=ABCDEFGH23&at=abc&join=&move=");
    forgetLink(query, true);
    expect(String(query)).toBe("room=swarm&party=ABCDEFGH23&join=");
  });

  it("keeps the room of a link without a party, where a reload leads again", () => {
    const query = new URLSearchParams("at=abc&name=Ada");
    forgetLink(query, false);
    expect(String(query)).toBe("at=abc&name=Ada");
  });

  it("tells a newer page that the party moves to the chosen mode, and nothing of the link that led here", () => {
    const query = new URLSearchParams("friend=Bob&party=ABCDEFGH23");
    writeChoice(query, { name: "Ada", room: "swarm", moves: true });
    expect(Object.fromEntries(query)).toEqual({
      ...{ party: "ABCDEFGH23", name: "Ada", room: "swarm", move: "", join: "" },
    });
    writeChoice(query, { name: "Ada", room: "arena" });
    expect(query.has("move")).toBe(false);
  });
});
