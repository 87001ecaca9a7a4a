/**
 * What a client sends each tick: the fields of `ShipInput`. Whole numbers only: they are small on the wire and cannot
 * be NaN once decoded. Fields that did not change are not sent; a tick with no change is an empty frame.
 */
import { type SchemaType, schema, t } from "@colyseus/schema";

export const Input = schema(
  {
    moveX: t.int8(),
    moveY: t.int8(),
    aim: t.uint16(),
    buttons: t.uint8(),
    seen: t.uint32(),
  },
  "Input",
);
export type Input = SchemaType<typeof Input>;
