"""What surrounds a question: courtesies, venting, pleas for help, polite wrapping."""

from __future__ import annotations

import re

from copilot.understand.cues.table import FLAGS, one_of

COURTESY = {
    "de": one_of(
        r"^(?:hallo|hi|hey|moin|servus|grüß gott|grüezi|guten (?:tag|morgen|abend)|"
        r"gute[nr]? (?:tag|morgen)|sehr geehrte\w*|liebe[rs]?|werte[rs]?|hallöchen|tach|"
        r"na)\b[^?]{0,60}[,!.]*$",
        r"^(?:(?:vielen|herzlichen|lieben|besten|tausend|schönen|ganz) )*(?:dank|danke|merci|"
        r"dankeschön)\b",
        r"\b(?:danke (?:im voraus|schon|vorab|für)|dank im voraus|im voraus (?:vielen )?dank|"
        r"bedanke mich|besten dank|ich danke)\b",
        r"\b(?:freue[n]? (?:mich|uns)|freu mich) (?:auf|über|schon|sehr)\b|\b(?:antwort|"
        r"rückmeldung|nachricht)\b.{0,40}\bfreue[n]? (?:ich|wir|mich)\b|^(?:in erwartung|"
        r"in der hoffnung|auf (?:eine )?(?:baldige|schnelle))",
        r"^(?:ich|wir) hoffe[n]?,? (?:auf|sie können|ihr könnt|du kannst|es geht|das|ihnen geht|"
        r"bald)|^(?:noch )?(?:einen )?(?:schön|gut)e[ns]? (?:tag|abend|woche|wochenende|"
        r"feiertage|start)",
        r"^(?:ich|wir) habe[n]? (?:mal |da |noch |nur |auch |leider |heute |also |ein paar |"
        r"einige |mehrere |eine |zwei |drei |2 |3 |kurze |folgende |kleine )+(?:kurze |kleine |"
        r"folgende |schnelle |allgemeine )?(?:frage|anliegen|anfrage)n?\b.{0,12}$",
        r"^(?:folgende |kurze |eine |noch eine |meine |zwei |drei )*(?:frage|fragen|"
        r"anliegen)[:.!]*$|^ich bin.{0,30}\b(?:verärgert|sauer|wütend)\b",
        r"^(?:das )?(?:wäre|war['’]?s|wärs|war es)\b.{0,20}$|^(?:alles|ok|okay|super|toll|prima|"
        r"perfekt|top|gut)[.! ]*$|^(?:sorry|entschuldig\w+)\b.{0,60}$",
        # Where the answer was looked for in vain: the question itself stands elsewhere.
        r"^(?:ich |wir )?hab(?:e|en)? .{0,25}\b(?:auf|in|im) (?:\w+ ){0,2}(?:(?:web|internet|"
        r"shop)?seiten?|website|homepage|shop|onlineshop|faqs?|internet|netz)\b.{0,40}\b(?:nichts|"
        r"keine antwort|nicht fündig|nicht schlau)\b(?: \w+){0,2}[.!]*$",
    ),
    "en": one_of(
        r"^(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|greetings|"
        r"to whom)\b[^?]{0,60}[,!.]*$",
        r"^(?:many |lots of |big |ok |okay )?(?:thanks|thank you|thx|ty|cheers|much appreciated)\b",
        r"\b(?:thanks|thank you) (?:in advance|so much|again|for)\b|\blook(?:ing)? forward\b|"
        r"\bappreciate (?:your|any|the) (?:help|time|reply|response|assistance)\b",
        r"^(?:i )?hope (?:you|this|all|that you)\b|\bhave a (?:nice|good|great|lovely)\b|"
        r"^(?:any help|your help) .{0,30}appreciated",
        r"^i (?:just )?(?:have|had|'ve got|got) (?:a|an|some|two|three|few|couple of|several|"
        r"a few|one|another)?\s?(?:quick |few |couple of |more |simple |"
        r"short )*questions?\b.{0,12}$",
        r"^(?:quick |another |one |my )?questions?[:.!]*$|^(?:that['’]s (?:all|it)|ok|okay|great|"
        r"perfect|good)[.! ]*$|^sorry\b.{0,60}$",
        r"^(?:i|we)(?:['’]ve| have)? (?:looked|searched|checked|browsed|read|been)\b.{0,25}\b(?:web"
        r"site|site|web ?page|homepage|pages?|shop|faqs?|internet)\b.{0,30}\b(?:found nothing|"
        r"find (?:anything|it|an answer)|no (?:answer|luck|mention))\b(?: \w+){0,3}[.!]*$",
    ),
}
#: Venting and small talk in the form of a question: nobody waits for an answer.
RHETORICAL = {
    "de": one_of(
        r"was soll (?:das|der|diese[rs]?|so)\b.{0,30}|geht['’]?s (?:noch|euch noch|"
        r"eigentlich noch|ihnen noch).{0,15}|(?:ist|sei) das (?:jetzt )?(?:ihr|euer|dein|"
        r"wirklich (?:ihr|euer)) ernst|(?:ihr|euer|im) ernst(?:haft)?|ernsthaft",
        r"woll(?:t|en) (?:ihr|sie) (?:mich|uns|einen) .{0,30}(?:verarschen|veräppeln|"
        r"auf den arm nehmen|für dumm verkaufen|veralbern).{0,10}|(?:ist|"
        r"soll) das ein (?:schlechter )?(?:witz|scherz)(?: sein)?",
        r"(?:was ist|was) (?:denn |eigentlich )?(?:bei (?:euch|ihnen)) (?:denn |eigentlich |"
        r"nur )?(?:los|kaputt)|(?:wie|so) schwer kann (?:das|es) (?:denn )?sein.{0,20}|(?:kann|"
        r"ist) (?:das|es) (?:denn |wirklich |echt )?so schwer(?: sein)?",
        r"w(?:ozu|ofür) (?:be)?zahle? ich .{0,60}|wer macht (?:denn )?so(?:was| etwas).{0,10}|"
        r"was denk(?:t|en) (?:ihr|sie) (?:euch|sich).{0,30}|"
        r"haben sie (?:eigentlich )?(?:überhaupt )?(?:kein interesse|keine ahnung).{0,30}",
        r"wie kann (?:so ?(?:etwas|was)|das|man|sowas) (?:denn |nur |eigentlich |bitte )?(?:sein|"
        r"passieren|angehen)|wo gibt['’]?s denn sowas|muss das sein|"
        r"wer soll das (?:denn )?(?:glauben|verstehen)|was (?:ist|"
        r"war) das denn für ein \w+(?: service| laden)?",
        r"(?:findet ihr|finden sie|meinen sie|meint ihr) (?:das|etwa) .{0,20}(?:normal|okay|"
        r"in ordnung|lustig|gut)|wie lange (?:soll|muss) ich (?:denn )?(?:noch|mir das)\b.{0,40}|"
        r"(?:hallo|hä|was|wie bitte|echt|wirklich|oder|gell|ne|nicht wahr|ja|ok|okay|verstanden|"
        r"und|na)",
        r"(?:wie geht (?:es|'?s) (?:ihnen|euch|dir)|alles (?:gut|klar)(?: bei (?:euch|ihnen|"
        r"dir))?|na)|liest (?:das|hier) (?:überhaupt |eigentlich )?jemand.{0,30}|arbeitet (?:da|"
        r"bei euch|hier) (?:überhaupt|eigentlich) (?:noch )?jemand.{0,20}|(?:noch|"
        r"sonst noch) (?:fragen|was)|(?:schon )?mal (?:was )?von .{0,30} gehört",
        r"(?:ruft|antwortet|meldet|kümmert|liest|arbeitet|reagiert|"
        r"prüft) (?:[\w]+ ){0,4}(?:keiner|niemand|jemand|überhaupt|eigentlich)\b.{0,50}|"
        r"so behandelt man .{0,20}kunden|behandel(?:t|n) (?:ihr|sie) (?:so |"
        r"etwa )?.{0,20}kunden.{0,10}|was kann ich (?:denn )?dafür|bin ich (?:hier )?(?:der|"
        r"die) einzige.{0,40}|soll (?:das|dies) (?:etwa )?(?:qualität|service|kundenservice|"
        r"ein service) sein",
    ),
    "en": one_of(
        r"(?:are you|r u|you) (?:kidding|joking|serious|for real|having a laugh).{0,15}|"
        r"(?:is this|what is this,?) (?:some kind of |a |some )?(?:joke|scam|prank).{0,10}|"
        r"seriously|really|what the (?:hell|heck|f\w*).{0,30}|wtf",
        r"how (?:hard|difficult) (?:can|is) it.{0,40}|how (?:can|could|is) (?:this|that|"
        r"it) (?:even )?(?:be )?(?:possible|happen|acceptable).{0,20}|(?:do|does) (?:you|"
        r"anyone) (?:even |actually )?(?:care|read|work).{0,30}",
        r"what (?:am i|are we|do i) (?:even )?pay(?:ing)? .{0,30}|who does (?:that|this|"
        r"something).{0,15}|what kind of (?:service|shop|company|business).{0,30}|is (?:this|"
        r"that) how you treat .{0,30}|what (?:were|are) you thinking",
        r"how are you(?: doing| today)?.{0,10}|how['’]s it going|hello|right|ok|okay|huh|"
        r"anyone(?: there)?|you know|what\b",
        r"am i (?:supposed|meant) to .{0,20}(?:laugh|be happy).{0,10}|why (?:do|"
        r"did) i (?:even )?bother.{0,20}|how long (?:do|must|am) i (?:have|supposed) to (?:wait|"
        r"put up).{0,20}|is anyone (?:even )?(?:there|reading).{0,20}",
    ),
}
#: Asks for help with what stands before or after it, without saying with what.
GENERIC = {
    "de": one_of(
        r"(?:ich )?(?:bitte (?:um )?)?(?:eine )?(?:kurze )?bestätig\w*(?: (?:sie|mir|uns|das|"
        r"dies|die|den|der|meine[nrs]?|kurz|bitte|eingang|erhalt|"
        r"löschung|kündigung|stornierung|storno|widerruf|schriftlich|per|mail|e-mail|noch|"
        r"umgehend|zeitnah|auch|hierfür|dafür))*",
        r"was (?:kann|soll|sollte|muss|könnte|mach|mache|tu|tue|machen|tun) (?:ich|wir|man|"
        r"ich da|wir da)?(?: (?:da|jetzt|nun|hier|dagegen|damit|noch|am besten|bitte|denn|"
        r"als nächstes|falsch))*(?: (?:tun|machen|unternehmen|probieren|versuchen))?",
        r"was (?:jetzt|nun|tun|dann)|und (?:jetzt|nun)",
        r"was (?:habe?|hab['’]?) (?:ich|wir)(?: da| denn| wohl| nur)* (?:falsch gemacht|übersehen|"
        r"vergessen)",
        r"(?:können|könnten|könnt|kannst|würden) (?:sie|ihr|du) mir auf die sprünge helfen",
        r"(?:wie |bitte |gerne? )?(?:kann|kannst|könn(?:en|t)|könnte[nt]?|könntest|"
        r"würde[nt]?) (?:sie|du|ihr|jemand|mir|uns|mir jemand|man)(?: (?:mir|uns|da|bitte|hier|"
        r"dabei|damit|eventuell|vielleicht|weiter|irgendwie|jemand|schnell|in dieser sache|"
        r"diesbezüglich))* ?(?:weiter)?helfen",
        r"(?:kann|könnte|können sie|könnt ihr|könnten sie)(?: (?:man|jemand|sie|ihr|bitte|da|das|"
        r"sich|mal|dem|hier))* (?:nachsehen|nachschauen|schauen|prüfen|überprüfen|klären|"
        r"nachgehen|ansehen|anschauen|nachforschen|was (?:machen|tun)|etwas (?:machen|tun)|"
        r"gemacht werden)",
        r"wer (?:kann|könnte) (?:mir|uns)(?: da| hier)? (?:weiter)?helfen|hilfe|"
        r"(?:bitte )?hel?ft? (?:sie )?(?:mir|uns)|(?:bitte )?helfen sie (?:mir|uns)|(?:ich |"
        r"wir )?(?:brauche|benötige|bräuchte)[n]? (?:(?:bitte|dringend|da|ihre|eure|deine|mal|"
        r"unbedingt) )*(?:hilfe|rat|unterstützung)",
        r"(?:hab(?:en|t)|hast|hätte[nt]?|gibt|gäbe) (?:sie|ihr|du|es|jemand)(?: (?:da|dafür|mir|"
        r"vielleicht|einen|eine|ein paar|noch|hier|für mich|dazu))* (?:tipps?|rat|ratschlag|"
        r"ideen?|lösung(?:en|svorschlag)?|vorschlag|vorschläge)",
        r"(?:woran|an was) (?:kann|könnte|liegt|mag|wird)(?:['’]?s)?(?: (?:das|es|da|dies|"
        r"denn))*(?: (?:liegen|wohl|denn))*",
        r"ist (?:das|es|dies|so etwas|sowas|so was)(?: (?:so|denn|noch|überhaupt|eigentlich|"
        r"bei ihnen|ein|von ihnen|bei euch|irgendwie))* (?:normal|richtig|okay|ok|üblich|defekt|"
        r"kaputt|möglich|machbar|so gewollt|gewollt|so gedacht|garantiefall|ein garantiefall|"
        r"mangel)",
        r"(?:geht|ginge|funktioniert|klappt) (?:das|es|dies)(?: (?:denn|noch|irgendwie|überhaupt|"
        r"bei ihnen|bei euch|so|eventuell|in ordnung|auch))*",
        r"wie (?:mach\w*|funktioniert|läuft|geht?|gehe|verfahre|verläuft|stell\w*) (?:ich|das|es|"
        r"man|wir|dies|hier|die sache)(?: (?:denn|da|dann|am besten|jetzt|nun|hier|weiter|ab|vor|"
        r"genau|konkret|das|an|ich|in diesem fall|damit|dabei|bei ihnen|bei euch))*|"
        r"wie gehen wir(?: (?:da|nun|jetzt|hier))* vor|wie geht['’]?s(?: (?:jetzt|nun|"
        r"da))* weiter",
        r"wie (?:ist|wäre) (?:das|hier das|da das|hier die|die)(?: weitere)? (?:vorgehen\w*|"
        r"prozedere|ablauf|vorgehensweise)|wie (?:kann|muss|soll|sollte) (?:ich|man|"
        r"wir)(?: (?:da|jetzt|nun|hier|am besten|denn|dabei|weiter))* vorgehen",
        r"was (?:schlagen|empfehlen|raten|würden|empfiehlst|empfehlt) (?:sie|ihr|du)(?: (?:mir|"
        r"vor|da|uns|raten|empfehlen|vorschlagen|hier))*|was ist (?:da|hier|das|denn)(?: (?:los|"
        r"passiert|schief ?gelaufen|schiefgegangen|falsch|denn|das|problem|da|hier))*|"
        r"was ist der grund(?: dafür)?",
        r"(?:kennen|kennt|kennst) (?:sie|ihr|du) (?:das|dieses) (?:problem|phänomen)?",
        r"(?:ich )?bitte (?:\w+ ){0,3}?(?:um )?(?:eine )?(?:\w+ )?(?:hilfe|rat|rückmeldung|"
        r"rückantwort|antwort|info|information|klärung|aufklärung|rückruf|prüfung|überprüfung|"
        r"unterstützung|kontaktaufnahme|stellungnahme|bearbeitung|abhilfe|erledigung|lösung|"
        r"beantwortung|nachricht|bescheid|beachtung|verständnis|entschuldigung)\b.{0,40}",
        r"bitte (?:melden|melde|meldet|kontaktier\w*|ruf\w*|antwort\w*|prüf\w*|klär\w*|kümmer\w*|"
        r"schau\w*|seh\w*|um)(?: (?:sie|sich|euch|dich|mich|mir|das|dies|die sache|umgehend|"
        r"schnell|bald|zurück|bei|es|mal|bitte|nach|an|darum|dringend|dies|schnellstmöglich|"
        r"zeitnah|nochmal|auf|den vorgang|den fall|doch))*",
        r"(?:melden|kümmern) sie sich(?: (?:bitte|darum|bei mir|umgehend|endlich))*|"
        r"(?:bitte )?(?:(?:geben|sagen) sie|gebt|gib|sagt|sag) (?:mir|uns)(?: (?:bitte|kurz|"
        r"doch|mal|einfach|zeitnah|schnell|eine))* (?:bescheid|rückmeldung|info)(?: bitte)?|"
        r"tun sie (?:bitte )?(?:etwas|was)",
        r"(?:könnten?|können|könnt|könntet|würden|kannst|könntest) (?:sie|ihr|du)(?: (?:mir|uns|"
        r"sich|euch|dich|da|bitte|das|dazu|darum|hierzu|kurz|dies|mal|hier))* (?:weiterhelfen|"
        r"bescheid (?:geben|sagen)|rückmeldung geben|melden|kümmern|antworten|was dazu sagen|"
        r"zurückrufen|anrufen)",
        r"(?:wissen|weißt|wisst|weiss) (?:sie|ihr|du|jemand)(?: (?:da|hier|vielleicht|einen|"
        r"was))* (?:rat|was das (?:ist|sein kann|bedeutet)|woran das liegt|weiter)",
    ),
    "en": one_of(
        r"what (?:have|did|am|could) (?:i|we)(?: (?:be|been))? (?:done|do|doing|missed|missing)"
        r"(?: wrong)?|what(?:['’]s| is) (?:that|this|it) supposed to (?:tell me|mean)",
        r"what (?:can|should|shall|must|do|could) (?:i|we|you)(?: (?:do|try|suggest|recommend|"
        r"advise|now|next|here|about|this|it|that|wrong|doing|be))*|what(?:['’]s| is|"
        r" are) (?:next|my options|the next steps?|going on|the issue|the problem|wrong|"
        r"happening|the reason)(?: (?:here|with (?:it|this|that)|for (?:this|that)))*|"
        r"what (?:now|happened)(?: here)?|now what",
        r"(?:please )?(?:can|could|would|will) (?:you|someone|anyone|anybody|u)(?: (?:please|"
        r"kindly|possibly|maybe))*(?: help| assist| advise| look into| check| sort| investigate|"
        r" see what| have a look| fix)(?: (?:me|us|with|this|that|it|out|on|into|for|please|at|"
        r"here|asap|the matter|happened|what|has))*",
        r"(?:please |pls |kindly )+(?:help|advise|assist|look into|check|sort|fix|respond|reply|"
        r"get back|let me know|contact|call|investigate|do something|get in touch)(?: (?:me|us|"
        r"with|this|that|it|out|on|to|asap|soon|at|here|back|as soon as possible|about|"
        r"the matter|into|please))*",
        r"(?:i |we )?(?:could use|need|would appreciate)(?: (?:some|your|a bit of|any|"
        r"urgent))* (?:help|advice|assistance)(?: (?:with|here|please|this))*|(?:any|got any|"
        r"do you have any|have you got any) (?:ideas?|advice|suggestions?|tips?|thoughts|"
        r"help)(?: (?:on|how|what|to|fix|this|here|please|it))*|help(?: please| me)?",
        r"is (?:this|that|it) (?:normal|possible|ok|okay|right|correct|expected|a known issue|"
        r"a defect|fixable|intended|doable|something you can (?:do|fix))(?: (?:at all|still|"
        r"please))*|(?:would|will) (?:that|this|it) be (?:possible|ok|okay)|how (?:do|can|should|"
        r"does|would) (?:i|we|that|this|it|you)(?: (?:do|go|about|proceed|work|fix|that|this|it|"
        r"best|handle|solve))*",
        r"let me know(?: (?:what|please|asap|how|to|do|soon|your|thoughts|when you can|"
        r"about this))*|get back to me.{0,20}|what(?:['’]s| is) (?:the|your) (?:process|"
        r"procedure)(?: (?:for|here|this|that))*|have you (?:seen|heard of) this(?: before)?|"
        r"can (?:this|that|it) be (?:fixed|done|repaired|sorted)",
    ),
}
#: A question's polite wrapping, dropped from what is searched.
WRAPPING = one_of(
    r"\b(?:und |auch |noch )?(?:ich |wir )?(?:wollte[n]?|möchte[n]?|würde[n]?|hätte[n]?|will|"
    r"wollt|würd|hätt)\b(?: (?:ich|wir|gerne?|mal|auch|noch|kurz|mich|nur|einfach|bitte|"
    r"von ihnen|von euch|sie|euch|dich|hiermit|nach|eine frage))*\s(?:fragen|wissen|erfahren|"
    r"erkundigen|nachfragen|anfragen|gewusst|nachhaken)[,:]?",
    r"\b(?:kann|kannst|können|könnt|könnten|könntest|könntet|würden|würdest)\s(?:sie|ihr|du|mir|"
    r"jemand|man|uns)\b(?: (?:mir|uns|bitte|vielleicht|da|kurz|evtl\.?|eventuell|mal|auch|jemand|"
    r"schon|etwas|dazu|sie|noch))*\s(?:sagen|mitteilen|verraten|beantworten|erklären|"
    r"auskunft geben|helfen)[,:]?",
    r"\b(?:frage mich|mich würde(?: (?:auch|noch|mal|sehr))* interessieren|würde mich(?: (?:auch|"
    r"noch|mal|sehr))* interessieren|wüsste (?:ich )?(?:auch |noch |mal )?gerne?|wissen sie|"
    r"wisst ihr|weißt du|ich bin mir (?:nicht (?:ganz )?sicher|unsicher)|ich habe (?:mal |noch |"
    r"da )?eine frage|(?:meine |eine |kurze |noch eine )?frage(?: ist| wäre| lautet)?:)[,:]?",
    r"\bbitte teil(?:en|t|e)? (?:sie |ihr )?(?:mir |uns )?(?:bitte )?mit[,:]?|\bsag(?:en|"
    r"t)? (?:sie )?(?:mir |uns )(?:bitte )?[,:]?|\b(?:bitte|leider|(?<!\d )mal|denn|eigentlich|"
    r"vielleicht|übrigens|außerdem|nämlich|gerne?|hallo|hi|danke|vielen dank)\b",
    r"\b(?:i )?(?:was |am |'m |just |also )*(?:wonder(?:ing|ed)?|curious|not sure|"
    r"unsure)(?: (?:if|whether|about))?\b|\b(?:i|we)(?: would|['’]d) (?:also |just |"
    r"really )?(?:like|love) to (?:know|ask|find out|understand)(?: (?:if|whether|about))?\b|"
    r"\b(?:i )?(?:just |also )?(?:want(?:ed)?|need) to (?:know|ask)(?: (?:if|whether|about))?\b",
    r"\b(?:can|could|would|will) (?:you|someone|anyone) (?:please |kindly |also )*(?:tell me|"
    r"let me know|advise|confirm|explain)(?: (?:if|whether))?\b|\b(?:let me know|"
    r"tell me)(?: (?:if|whether))?\b|\b(?:please|kindly|hello|hi|thanks|thank you|just|also|"
    r"by the way|btw)\b",
)
#: A salutation at the start of a sentence that goes on.
SALUTATION = re.compile(
    r"^(?:(?:hallo|hi|hey|hiya|huhu|tach|bonjour|salut|ciao|moin(?: moin)?|servus|grüß gott|"
    r"grüezi|guten (?:tag|morgen|abend)|hello|(?:good )?(?:morning|afternoon|evening)|good day|"
    r"sehr geehrte (?:damen und herren|frau \w+)|"
    r"sehr geehrter herr \w+|dear (?:sir or madam|sirs?|all|team|\w+ team))"
    r"(?: (?:zusammen|ihr lieben|liebes \S*team|team|there|all|everyone|leute|allerseits|an alle|"
    r"nochmal|again|und guten tag|miteinander|damen und herren|(?:frau|herr|mr|mrs|"
    r"ms)\.? [A-ZÄÖÜ]\w+))?(?![\w-])(?:(?: (?!(?:ich|wir|mein|meine|meinen|unser|unsere|ist|kann|"
    r"könnt|können|die|der|das|den|i|my|we|is|can|could|the|wann|wo|wie|was|do|does|habe|"
    r"hab)\b)\w+){1,3}(?=[,!]))?[,!.:\s-]*){1,3}",
    FLAGS,
)
PRAISE = one_of(
    r"\b(?:super|toll|klasse|begeistert|zufrieden|lob\b|loben|großartig|wunderbar|perfekt|spitze|"
    r"empfehle|weiter so|gefreut|freue mich|genial|hervorragend|geklappt|angekommen)",
    r"\b(?:great|love|loved|excellent|amazing|fantastic|wonderful|happy with|perfect|awesome|"
    r"pleased|brilliant|recommend|arrived|works (?:well|fine|great))\b",
)
#: Announces questions and asks none: "ich hätte drei Fragen:", "I have two quick questions".
ANNOUNCES = one_of(
    r"^(?:(?:ich|wir) (?:interessier|überleg|such|plan|schau|denk|bin|war)[^?,]{1,90}"
    r"\b(?:und|daher|deshalb|aber) )?(?:ich |wir )?(?:habe[n]?|hätte[n]?|hab|hätt)\b"
    r"[^?]{0,40}\b(?:fragen?|anliegen)\b[\W\d]*$",
    r"^(?:noch )?(?:eine|zwei|drei|ein paar) (?:\w+ )?fragen?\b.{0,12}\bhätt\w* (?:ich|wir)\b"
    r".{0,12}$",
    r"^(?:i |we )?(?:have|['’]ve|had|got)\b.{0,30}\bquestions?\b\W*$",
)
#: Begins a list of wishes or questions.
LIST_LEAD = one_of(
    r"\b(?:brauche[n]?|benötige[n]?|bräuchte[n]?|fragen?|möchte[n]?|hätte[n]?|bitte|wünsche[n]?|"
    r"wissen|klären|interessier\w*)\b.*:$",
    r"\b(?:need|want|questions?|please|know|like|wondering|following)\b.*:$",
)
#: An automatic reply.
AWAY = one_of(
    r"\b(?:abwesenheits(?:notiz|meldung|assistent)|automatische (?:antwort|abwesenheit)|(?:nicht|"
    r"erst ab|wieder ab) .{0,30}(?:im büro|erreichbar|im haus)|derzeit nicht erreichbar)\b",
    r"\b(?:out of (?:the )?office|automatic reply|auto-?reply|limited access to (?:my )?e-?mail|"
    r"on (?:annual |parental )?leave until)\b",
)
