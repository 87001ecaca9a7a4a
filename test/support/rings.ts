/** Ring buffers for the inputs of Skirmish. */
import { inputTable, type ShipInput } from "../../games/skirmish/shared/input.ts";
import { inputCodec } from "../../server/net/inputCodec.ts";
import { InputRing } from "../../server/net/inputRing.ts";

const codec = inputCodec<ShipInput>(inputTable);

export const newRing = (): InputRing<ShipInput> => new InputRing(codec);
