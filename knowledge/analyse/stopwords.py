"""Function words: left out of search terms, and telling which language a text is in."""

from __future__ import annotations

from knowledge.analyse.folding import words

GERMAN = words(
    """
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer
    anderes auch auf aus bei beim bin bis bist da dabei dadurch dafür dagegen daher damit danach
    dann daran darauf daraus darf darin darüber darum das dass daß davon dazu dein deine deinem
    deinen deiner deines dem den denen denn der deren des dessen dich die dies diese diesem
    diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einfach einmal
    er es etwa etwas euch euer eure eurem euren eurer für gar gegen gibt hab habe haben hat
    hatte hatten hattest hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im
    in ins ist ja jede jedem jeden jeder jedes jener jenes jetzt kann kannst können könnt könnte
    könnten könnten leider mal man mein meine meinem meinen meiner meines mich mir mit muss
    musste müssen nach nachdem nämlich neben noch nun nur ob oder ohne per schon sehr sein seine
    seinem seinen seiner seines seit selbst sich sie sind so sogar soll sollen sollte sollten
    sondern sonst sowie über um und uns unser unsere unserem unseren unserer unter vom von vor
    während war waren was weder weil weiter welche welchem welchen welcher welches wenn wer
    werde werden weshalb wie wieder wieso will wir wird wirst wo woher wohin wollen wollte
    worden wurde wurden würde würden würdet zu zum zur zwar zwischen wann warum bitte danke
    hallo liebe lieber guten tag grüße grüßen gruß
    """
)

ENGLISH = words(
    """
    a about above after again against all am an and any are aren't as at be because been before
    being below between both but by can can't cannot could couldn't did didn't do does doesn't
    doing don't down during each few for from further get got had hadn't has hasn't have haven't
    having he her here hers herself him himself his how i i'd i'll i'm i've if in into is isn't
    it it's its itself just let's me more most must my myself no nor not of off on once only or
    other ought our ours ourselves out over own same she should shouldn't so some such than that
    that's the their theirs them themselves then there there's these they they're this those
    through to too under until up us very was wasn't we we're we've were weren't what what's
    when where which while who whom why will with won't would wouldn't you you'd you'll you're
    you've your yours yourself yourselves please thanks thank hello hi dear regards also
    """
)

# Words of one language that the other languages of this table do not have. Inflected and
# everyday words of customers count as much as articles: short messages have few of those.
TELLING: dict[str, frozenset[str]] = {
    "de": GERMAN
    | words(
        """
        moin servus nix wen wem liegt kommt warte
        aber als am auch auf aus bei beim bekomme bekommen bestellt bestellung bin bis bitte danke
        das dass dem den der des dich dir doch du ein eine einem einen einer er es euch eure für
        gegen geht gibt grüße gruß guten habe haben hallo hat heute ich ihnen ihr ihre ihren im ist
        ja jetzt kann kannst kein keine keinen könnt können leider mal man mehr mein meine meinem
        meinen meiner mich mir mit muss müssen nach nein nicht nichts noch nur ob oder ohne rechnung
        schon sehr sein seit sich sie sind soll sollte steht über um und uns unser vom von vor wann
        warum was wegen welche welcher welches wenn wer werden wie wieder wir wird wo wurde zu zum
        zur zurück
        ab paket lieferung kaputt funktioniert geliefert angekommen versand verschickt umtauschen
        rückgabe garantie gutschein passt welchen brauche möchte hätte würde gerne
        """
    ),
    "en": ENGLISH
    | words(
        """
        thx pls plz wheres whats
        about after and any are back be been but by can cannot can't could did didn't do does
        doesn't don't for from get got had has have haven't he hello help her hi his how i i'd i'm
        i've is isn't it it's its just like more my need not of off on or order ordered our out
        please received regards she should since still thank thanks that the their them there they
        this to was we were what when where which who why will with won't would yet you your
        parcel delivery broken refund return shipping warranty invoice arrived working work works
        """
    ),
    "fr": words(
        """
        je vous nous est les des une pour dans avec pas mon ma mes votre vos bonjour merci commande
        où quand comment sur que qui sont j'ai c'est mais été être livraison colis au aux du et
        """
    ),
    "es": words(
        """
        el los las una para con por mi mis su que está estoy pedido gracias hola dónde donde cuándo
        cómo pero del y no he ha tengo quiero puedo es muy usted paquete
        """
    ),
    "it": words(
        """
        il gli della delle dei una per con non mio mia che è sono ho ha dove quando come ciao
        buongiorno grazie ordine vorrei posso questo questa spedizione pacco nel di e
        """
    ),
    "nl": words(
        """
        het een ik mijn niet van voor met zijn waar wanneer hoe kan jullie bestelling bedankt deze
        dit maar nog heb heeft wordt graag pakket en op te naar aan bij geen
        """
    ),
    "pl": words(
        """
        jest nie się na do czy mój moja moje mam proszę dziękuję kiedy gdzie jak dzień dobry
        zamówienie paczka ale już że oraz przez po od
        """
    ),
    "tr": words(
        """
        bir ve bu için ne zaman nerede nasıl merhaba teşekkürler sipariş siparişim kargo değil var
        yok mi mı ben benim ama çok ile iade
        """
    ),
    "pt": words(
        """
        não uma você meu minha obrigado olá onde quando está pedido para com do da em os um são
        mas já encomenda
        """
    ),
}

# Words that several languages share say little about any of them.
SHARED = frozenset(
    word
    for language, telling in TELLING.items()
    for word in telling
    if any(word in other for name, other in TELLING.items() if name != language)
)
