#include "p8/files/system_text.h"

#include <cerrno>

#include "p8/base/log.h"
#include "p8/files/file.h"

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
    case EADDRINUSE:
      return "cette adresse est déjà utilisée";
    case EADDRNOTAVAIL:
      return "cette adresse n'est pas disponible sur cette machine";
    case ECONNREFUSED:
      return "connexion refusée";
    case ECONNRESET:
      return "connexion interrompue par l'autre bout";
    case ENETUNREACH:
      return "réseau inaccessible";
    case EHOSTUNREACH:
      return "machine inaccessible";
    case ETIMEDOUT:
      return "délai dépassé";
    case EBUSY:
      return "ressource occupée";
    case ETXTBSY:
      return "fichier en cours d'exécution";
    case EXDEV:
      return "l'autre nom est sur un autre disque";
    case EINVAL:
      return "argument non valide";
    case EBADF:
      return "descripteur de fichier non valide";
    case ENFILE:
      return "trop de fichiers ouverts sur cette machine";
    case EAGAIN:
      return "ressource momentanément indisponible";
    case ESTALE:
      return "le fichier a disparu du serveur de fichiers";
    case ENXIO:
    case ENODEV:
      return "périphérique introuvable";
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

Text stream_name(const std::string& name) {
  if (name == kStandardInput) return {name, "entrée standard"};
  if (name == kStandardOutput) return {name, "sortie standard"};
  return same(printable(name));
}

}  // namespace p8
