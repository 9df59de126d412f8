// Runs inside gr.HTML: `element`, `trigger` and `watch` are Gradio's. The page itself is a module.
import("/yiju-static/chat/main.js").then((page) => page.start({ element, trigger, watch }));
