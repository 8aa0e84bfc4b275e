"""Units of measure, German and English, with their conversion.

A unit belongs to a dimension and carries the factor to the dimension's base. Durations
come in three dimensions on purpose: a month is not thirty days, and a working day is not
a day, so "30 Tage" and "ein Monat" never count as the same promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """`value * factor + offset` is the value in the dimension's base unit."""

    name: str
    dimension: str
    factor: Decimal
    words: tuple[str, ...]  # any case
    symbols: tuple[str, ...] = ()  # this case only
    offset: Decimal = Decimal(0)


def _unit(name: str, dimension: str, factor: str, words: str, symbols: str = "") -> Unit:
    spelt = tuple(word.replace("_", " ") for word in words.split())
    return Unit(name, dimension, Decimal(factor), spelt, tuple(symbols.split()))


_FAHRENHEIT = Unit(
    "°F",
    "temperature",
    Decimal(5) / Decimal(9),
    ("grad fahrenheit", "degrees fahrenheit", "fahrenheit"),
    ("°F", "° F"),
    Decimal(-160) / Decimal(9),
)

UNITS: tuple[Unit, ...] = (
    _unit("EUR", "money:EUR", "1", "euro euros eur", "€"),
    _unit("cent", "money:EUR", "0.01", "cent cents ct"),
    _unit("USD", "money:USD", "1", "dollar dollars usd us$ us-dollar", "$"),
    _unit("GBP", "money:GBP", "1", "pounds quid gbp pounds_sterling", "£"),
    _unit("CHF", "money:CHF", "1", "chf franken sfr"),
    _unit("second", "time", "1", "sekunde sekunden sek sek. second seconds sec secs", "s"),
    _unit("minute", "time", "60", "minute minuten min min. mins minutes"),
    _unit("hour", "time", "3600", "stunde stunden std std. hour hours hrs hr", "h"),
    _unit(
        "day",
        "time",
        "86400",
        "tag tage tagen tages day days kalendertag kalendertage kalendertagen calendar_day "
        "calendar_days",
    ),
    _unit("week", "time", "604800", "woche wochen week weeks wk wks"),
    _unit("fortnight", "time", "1209600", "fortnight fortnights"),
    _unit("month", "months", "1", "monat monate monaten monats month months"),
    _unit("quarter", "months", "3", "quartal quartale quartalen"),
    _unit("year", "months", "12", "jahr jahre jahren jahres year years yr yrs"),
    _unit(
        "workday",
        "workdays",
        "1",
        "werktag werktage werktagen werktags arbeitstag arbeitstage arbeitstagen geschäftstag "
        "geschäftstage geschäftstagen bankarbeitstag bankarbeitstage bankarbeitstagen business_day "
        "business_days working_day working_days work_day work_days "
        "workday workdays weekday weekdays",
    ),
    _unit("mm", "length", "0.001", "millimeter millimetern millimetre millimetres millimeters mm"),
    _unit("cm", "length", "0.01", "zentimeter zentimetern centimeter centimeters centimetres cm"),
    _unit("dm", "length", "0.1", "dezimeter"),
    _unit("m", "length", "1", "meter metern metre metres meters", "m"),
    _unit("km", "length", "1000", "kilometer kilometern kilometre kilometres kilometers km"),
    _unit("inch", "length", "0.0254", "zoll inch inches", "″"),
    _unit("foot", "length", "0.3048", "foot feet ft fuß"),
    _unit("mg", "mass", "0.001", "milligramm milligram mg"),
    _unit("g", "mass", "1", "gramm gram grams gr gr.", "g"),
    _unit("kg", "mass", "1000", "kilogramm kilogram kilograms kilo kilos kg"),
    _unit("t", "mass", "1000000", "tonne tonnen tonnes"),
    _unit("Pfund", "mass", "500", "pfund"),
    _unit("lb", "mass", "453.59237", "lb lbs pounds_of pound_of"),
    _unit("oz", "mass", "28.349523125", "oz ounce ounces unze unzen"),
    _unit("ml", "volume", "1", "milliliter millilitern millilitre millilitres milliliters ml"),
    _unit("cl", "volume", "10", "zentiliter cl"),
    _unit("l", "volume", "1000", "liter litern litre litres liters ltr", "l L"),
    _unit("fl oz", "volume", "29.5735295625", "fl_oz fl._oz. fluid_ounces"),
    _unit("gallon", "volume", "3785.411784", "gallon gallons gallone gallonen"),
    _unit("mbar", "pressure", "0.001", "millibar mbar hpa"),
    _unit("bar", "pressure", "1", "bar bars"),
    _unit("psi", "pressure", "0.0689475729", "psi"),
    _unit("kPa", "pressure", "0.01", "kilopascal kpa"),
    _unit("MPa", "pressure", "10", "megapascal", "MPa"),
    _unit("W", "power", "1", "watt watts", "W"),
    _unit("kW", "power", "1000", "kilowatt kw"),
    _unit("PS", "power", "735.49875", "pferdestärken horsepower hp", "PS"),
    _unit("V", "voltage", "1", "volt volts", "V"),
    _unit("mV", "voltage", "0.001", "millivolt", "mV"),
    _unit("kV", "voltage", "1000", "kilovolt", "kV"),
    _unit("A", "current", "1", "ampere amp amps", "A"),
    _unit("mA", "current", "0.001", "milliampere", "mA"),
    _unit("mAh", "charge", "0.001", "mah milliamperestunden"),
    _unit("Ah", "charge", "1", "amperestunden", "Ah"),
    _unit("Wh", "energy", "1", "wattstunden wattstunde", "Wh"),
    _unit("kWh", "energy", "1000", "kilowattstunde kilowattstunden kwh"),
    _unit("kcal", "energy food", "1", "kilokalorien kcal"),
    _unit("Hz", "frequency", "1", "hertz hz"),
    _unit("kHz", "frequency", "1000", "kilohertz khz"),
    _unit("MHz", "frequency", "1000000", "megahertz mhz"),
    _unit("GHz", "frequency", "1000000000", "gigahertz ghz"),
    _unit("kB", "data", "1", "kilobyte kilobytes kb"),
    _unit("MB", "data", "1000", "megabyte megabytes", "MB"),
    _unit("GB", "data", "1000000", "gigabyte gigabytes gb"),
    _unit("TB", "data", "1000000000", "terabyte terabytes", "TB"),
    _unit(
        "°C",
        "temperature",
        "1",
        "grad_celsius degrees_celsius degree_celsius celsius grad degrees",
        "°C °\u00a0C ℃",
    ),
    _FAHRENHEIT,
    _unit("%", "percent", "1", "prozent percent per_cent", "%"),
    _unit("m²", "area", "1", "quadratmeter quadratmetern qm sqm m²"),
    _unit("cm²", "area", "0.0001", "quadratzentimeter cm²"),
    _unit("m³", "volume", "1000000", "kubikmeter m³"),
    _unit("dB", "sound", "1", "dezibel decibel decibels db db(a)"),
    _unit("lm", "light", "1", "lumen lm"),
    _unit("rpm", "rotation", "1", "rpm u/min 1/min umdrehungen umdrehungen_pro_minute revolutions"),
    _unit("km/h", "speed", "1", "km/h kmh stundenkilometer"),
    _unit("°dH", "hardness", "1", "°dh dh grad_deutscher_härte"),
    _unit(
        "piece",
        "pieces",
        "1",
        "stück stücke stücken stk stk. piece pieces pcs pc item items artikel",
    ),
    _unit("pair", "pairs", "1", "paar paare pair pairs"),
    _unit("cup", "cups", "1", "tasse tassen cup cups"),
    _unit("person", "people", "1", "person personen people persons"),
    _unit(
        "pack", "packs", "1", "packung packungen päckchen pack packs paket pakete package packages"
    ),
    _unit("bag", "bags", "1", "beutel bag bags tüte tüten"),
    _unit("bottle", "bottles", "1", "flasche flaschen bottle bottles"),
    _unit("capsule", "capsules", "1", "kapsel kapseln capsule capsules pod pods"),
    _unit("tablet", "tablets", "1", "tablette tabletten tablet tablets tab tabs"),
    _unit("time", "times", "1", "mal times x ×"),
)
