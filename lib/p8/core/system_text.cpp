#include "p8/core/system_text.h"

#include <cerrno>

#include "p8/core/file.h"

namespace p8 {

namespace {

const char* french(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "fichier introuvable";
    case EACCES:
      return "accès refusé";
    case EPERM:
      return "opération non autorisée";
    case EISDIR:
      return "c'est un dossier";
    case ENOTDIR:
      return "un élément du chemin n'est pas un dossier";
    case EEXIST:
      return "ce nom existe déjà";
    case ENOTEMPTY:
      return "le dossier n'est pas vide";
    case ENOSPC:
      return "le disque est plein";
    case EDQUOT:
      return "le quota de disque est atteint";
    case EFBIG:
      return "le fichier devient trop grand";
    case EROFS:
      return "le disque est en lecture seule";
    case EIO:
      return "erreur d'entrée-sortie";
    case EPIPE:
      return "plus personne ne lit à l'autre bout";
    case ENAMETOOLONG:
      return "nom de fichier trop long";
    case ELOOP:
      return "trop de liens symboliques";
    case EMFILE:
      return "trop de fichiers ouverts";
    case ENOMEM:
      return "mémoire insuffisante";
    default:
      return nullptr;
  }
}

}  // namespace

Text system_text(int error_number) {
  const std::string english = system_message(error_number);
  const char* const translation = french(error_number);
  return {english, translation == nullptr ? english : translation};
}

}  // namespace p8
