#pragma once

#include "p8/base/text.h"

/// The page's own words. What the commands say is in their views.
namespace p8::report::words {

inline const Text kSkip = {"Skip to the content", "Aller au contenu"};
inline const Text kContents = {"Contents", "Sommaire"};
inline const Text kThemeDark = {"Dark theme", "Thème sombre"};
inline const Text kFigures = {"The figures as a table", "Les chiffres en tableau"};
inline const Text kFolded = {"{0}: all {1} rows", "{0} : les {1} lignes"};
inline const Text kPages = {"Pages", "Pages"};
inline const Text kNoData = {"No data to draw.", "Aucune donnée à représenter."};
inline const Text kNote = {"Note", "Remarque"};
inline const Text kWarning = {"Warning", "Attention"};
inline const Text kFrom = {"From", "De"};
inline const Text kTo = {"To", "À"};
inline const Text kSeries = {"Series", "Série"};
inline const Text kPrevious = {"Previous", "Précédent"};
inline const Text kNext = {"Next", "Suivant"};
inline const Text kPosition = {"{0} of {1}", "{0} sur {1}"};
inline const Text kSearch = {"Search", "Rechercher"};
inline const Text kAll = {"All", "Tout"};
inline const Text kRowShown = {"{0} of {1} rows shown", "{0} ligne affichée sur {1}"};
inline const Text kRowsShown = {"{0} of {1} rows shown", "{0} lignes affichées sur {1}"};
inline const Text kFirstRowsShown = {"{0} of {1} rows found; the first {2} are shown",
                                     "{0} lignes trouvées sur {1} ; les {2} premières sont affichées"};
inline const Text kNoRowShown = {"No row matches", "Aucune ligne ne correspond"};
inline const Text kMoreRows = {"Show more rows", "Afficher d’autres lignes"};
inline const Text kNone = {"None", "Aucune"};
inline const Text kHorizontalAxis = {"Horizontal axis", "Axe horizontal"};
inline const Text kVerticalAxis = {"Vertical axis", "Axe vertical"};
inline const Text kColour = {"Colour", "Couleur"};
inline const Text kLegendTitle = {"{0}:", "{0} :"};
inline const Text kScatterTitle = {"{y} by {x}", "{y} selon {x}"};
inline const Text kScatterColouredTitle = {"{y} by {x}, coloured by {colour}",
                                           "{y} selon {x}, en couleur selon {colour}"};
inline const Text kScatterSummary = {"From left to right: {x}. From bottom to top: {y}.",
                                     "De gauche à droite : {x}. De bas en haut : {y}."};
inline const Text kScatterColouredSummary = {
    "From left to right: {x}. From bottom to top: {y}. Colour and shape: {colour}.",
    "De gauche à droite : {x}. De bas en haut : {y}. Couleur et forme : {colour}."};
inline const Text kScatterMarked = {"Ring: {0}.", "Anneau : {0}."};
inline const Text kPrintLetter = {"Print this letter", "Imprimer cette lettre"};
inline const Text kLow = {"Low", "Borne basse"};
inline const Text kHigh = {"High", "Borne haute"};
inline const Text kPart = {"Part of the dial", "Partie du cadran"};
inline const Text kMissing = {"missing", "sans valeur"};
inline const Text kShare = {"Share of the group", "Part du groupe"};
inline const Text kValue = {"Value", "Valeur"};
inline const Text kChange = {"Change", "Variation"};
inline const Text kLevel = {"Level reached", "Niveau atteint"};
inline const Text kMinimum = {"Minimum", "Minimum"};
inline const Text kTenth = {"10%", "10 %"};
inline const Text kMedian = {"Median", "Médiane"};
inline const Text kNinetieth = {"90%", "90 %"};
inline const Text kMaximum = {"Maximum", "Maximum"};
inline const Text kOther = {"other", "autre"};
inline const Text kRange = {"{0} to {1}", "de {0} à {1}"};
inline const Text kRowsAre = {"Rows: {0}", "Lignes : {0}"};
inline const Text kColumnsAre = {"Columns: {0}", "Colonnes : {0}"};
inline const Text kBothAre = {"Rows and columns: {0}", "Lignes et colonnes : {0}"};
inline const Text kRowsAndColumns = {"Rows: {0}; columns: {1}", "Lignes : {0} ; colonnes : {1}"};
inline const Text kClient = {"Client", "Client"};

}  // namespace p8::report::words
