// The window around the frame in which everything behind the sign-in stands, where the portal has one.
import { begin } from "./kit.js";

await begin();
