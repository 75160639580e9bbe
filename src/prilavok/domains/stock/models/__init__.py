"""Tables of the papers by which people move stock, one file per concept; what lies where is the ledger's."""

from prilavok.domains.stock.models.awaited import StockAllocation as StockAllocation
from prilavok.domains.stock.models.awaited import StockPreOrder as StockPreOrder
from prilavok.domains.stock.models.lots import StockLot as StockLot
from prilavok.domains.stock.models.lots import StockPaperLot as StockPaperLot
from prilavok.domains.stock.models.lots import StockTracking as StockTracking
from prilavok.domains.stock.models.papers import StockPaper as StockPaper
from prilavok.domains.stock.models.papers import StockPaperEntry as StockPaperEntry
from prilavok.domains.stock.models.papers import StockPaperLine as StockPaperLine
from prilavok.domains.stock.models.papers import StockPaperYear as StockPaperYear
from prilavok.domains.stock.models.papers import StockSupplyChange as StockSupplyChange
from prilavok.domains.stock.models.safety import StockSafety as StockSafety
