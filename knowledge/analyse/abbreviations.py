"""Abbreviations whose full stop does not end a sentence."""

from __future__ import annotations

from knowledge.analyse.folding import words

_GERMAN = words(
    """
    abb abs abt allg alt anm art aufl bd best bestnr bsp bspw bzgl bzw ca chr dgl dipl dr ehem eig
    einschl engl entspr etc ev evt evtl fa ff fr frl geb gebr gem gest gesch ggf ggfs gr grds hausnr
    hr hrn ing inkl insb insbes jh jhd kap kfm kl lt ltd max med min mind mio mrd mwst nachm nr nrn
    od pkt prof proz rd rep resp s sog std str straße stk stck tel telefonnr teilw tgl u ua u.a
    ungef urspr usf usw uvm v verg vgl vorm vs wg zb z.b zt zzgl zus zzt art.-nr artikelnr
    kundennr rechnungsnr rechn bestellnr d.h i.d.r o.ä o.g s.o s.u u.u v.a z.t z.zt
    mo di mi do fr sa so jan feb mrz apr jun jul aug sep sept okt nov dez
    """
)
_ENGLISH = words(
    """
    approx apt ave blvd bros ca cf co corp dept dr e.g eg est etc ext fig fwd gen hon i.e ie inc
    incl inv jr ltd max messrs min misc mr mrs ms mt no nos oz pl pp prof qty rd ref rep resp rev sr
    st tel vol vs jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs
    fri sat u.s u.k a.m p.m
    """
)
# They stand at a sentence's end as well: a capital letter after them decides.
_FINAL = words("usw etc uvm ff a.m p.m u.s u.k inc ltd co corp mwst uhr jr sr o.ä no so")
_MONTHS = words(
    """
    januar jänner februar märz maerz april mai juni juli august september oktober november dezember
    jan feb mrz apr jun jul aug sep sept okt nov dez january february march may june july october
    december quartal jahrhundert
    """
)


def abbreviations(language: str) -> frozenset[str]:
    """Lower case, without the final full stop."""
    if language == "de":
        return _GERMAN
    if language == "en":
        return _ENGLISH
    return _GERMAN | _ENGLISH


def ends_sentence_too(abbreviation: str) -> bool:
    return abbreviation in _FINAL


def is_month(word: str) -> bool:
    return word.lower() in _MONTHS
