import { greeting } from "./greeting.ts";

const heading = document.createElement("h1");
heading.textContent = greeting(new Date().getHours());
document.querySelector("main")?.append(heading);
