// A tab in the ticket's side bar of Zammad's desktop view. Put it into a package (.szpm) as
// app/assets/javascripts/app/controllers/ticket_zoom/sidebar_copilot.js.
// Zammad keeps no secrets for scripts: agents log in once a day, in the frame, with their key.
(function () {
  var COPILOT = "https://copilot.example.com";
  var HELPDESK = "zammad"; // its name in copilot.toml

  class SidebarCopilot extends App.Controller {
    sidebarItem() {
      if (this.ticket.currentView() !== "agent") return undefined;
      return {
        name: "copilot",
        badgeIcon: "message",
        sidebarHead: "Reply Copilot",
        sidebarCallback: (element) => this.show(element),
      };
    }

    show(element) {
      const frame = document.createElement("iframe");
      const query = new URLSearchParams({embed: HELPDESK, ticket: `${HELPDESK}:${this.ticket.id}`});
      frame.src = `${COPILOT}/ui/?${query}`;
      frame.title = "Reply Copilot";
      frame.allow = "clipboard-write";
      frame.style = "width: 100%; height: 80vh; border: 0";
      (element[0] || element).replaceChildren(frame);
    }
  }

  App.Config.set("900-Copilot", SidebarCopilot, "TicketZoomSidebar");
})();
