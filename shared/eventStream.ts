/** Parses `text/event-stream`: the operators' live feed, in the console and in a terminal. */

export interface ServerSentEvent {
  name: string;
  id: string | undefined;
  data: string;
}

/** @param text the text of the stream, in chunks of any size */
export async function* parseFeed(text: AsyncIterable<string>): AsyncGenerator<ServerSentEvent> {
  let rest = "";
  for await (const piece of text) {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => {
          const [name, value] = line.split(/: ?(.*)/s);
          return [name!, value ?? ""];
        }),
      );
      if (fields.has("data"))
        yield { name: fields.get("event") ?? "message", id: fields.get("id"), data: fields.get("data")! };
    }
  }
}
