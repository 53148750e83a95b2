/**
 * The record layouts of a company's tables, as `gateway/record-layout.ts` reads them. Names and the lengths of keys, numbers and addresses are
 * known from Sage Pro's own databases; other lengths are this sandbox's. After a slash stands what the FoxPro edition takes. Receipts and the
 * general ledger (arcash, arcshd, glacnt, gltran, glbal, arbank, sytax) have names that nobody has published: those are ours.
 */
export const LAYOUTS = `
arcust
  custno:10/6* company:35 contact:20 title:20 address1:30 address2:30 city:20 state:10 zip:10 country:15 phone:20 phone2:20 terr:4 indust:6 salesmn:4 source:6 code:6 type:2 pterms:20
  pdisc:9.3 pdays:3.0 pnet:3.0 svc:9.3 tax:10.3 disc:10.3 ldate:d lastpay:d entered:d limit:12.3 balance:12.3 hibalance:12.3 ptdsls:12.3 ytdsls:12.3 onorder:12.3 credit:12.3 lpymt:12.3
  lsale:12.3 pmtdays:4.0 gllink:6 aracct:20 sltxact:20 fchgact:20 comment:60 history:1 pricecode:6 taxcode:10 currency:3 flags:10 cstnum1:12.3 cstnum2:12.3 lstcall:d dealer:6 faxno:20
  taxdist:6 statfmt:1 forward:12.3 taxtbl:6 staxcrt:1 email:50 cstmemo:t adduser:4 adddate:d addtime:8 lckstat:1 lckuser:4 lckdate:d lcktime:8 credstat:1 arnotes:t
somast
  sono:10* prnpktk:1 custno:10/6 sodate:d ordate:d shipvia:12 cshipno:6 fob:12 pterms:20 pdisc:9.3 pdays:3.0 pnet:3.0 disc:10.3 taxrate:10.3 tax:12.3 ordamt:12.3 shpamt:12.3 currship:12.3
  ponum:20 ornum:10 glarec:20 commid:6 salesmn:4 terr:4 maint:1 prtid:4 copyid:4 tosw:1 current:1 sostat:1 sotype:1 taxdist:6 bono:10 comtype:1 taxsamt:12.3 taxtbl:6 taxst:2 exempt:1
  adduser:4 adddate:d addtime:8 lckstat:1 lckuser:4 lckdate:d lcktime:8 currid:3 defloc:6 notes:t sotrack:30 ref:20
sotran
  sono:10* tranlineno:5.0* custno:10/6 item:25/15 descrip:120/60 disc:10.3 taxrate:10.3 cost:12.3 price:12.3 qtyord:12.3 qtyshp:12.3 extprice:13.3 ordate:d rqdate:d shipdate:d shipqty:12.3 terr:4
  salesmn:4 isoclss:6 seq:4 glsale:20 glasst:20 wono:10 macode:6 stkcode:1 taxable:1 current:1 sostat:1 sotype:1 taxdist:6 taxcode:10 loctid:6 lotno:15 serial:15 tier:6 umfact:10.3
  umeasur:4 detail:1 custmemo:t intmemo:t adduser:4 adddate:d addtime:8 lckstat:1 lckuser:4 lckdate:d lcktime:8 currid:3 transeq:4 origqtyord:12.3 origextpri:13.3 cpartno:25
soymst
  sono:10* custno:10/6 sodate:d ordate:d shipvia:12 cshipno:6 fob:12 pterms:20 disc:10.3 taxrate:10.3 tax:12.3 ordamt:12.3 shpamt:12.3 ponum:20 ornum:10 salesmn:4 terr:4 sostat:1 sotype:1
  adduser:4 adddate:d addtime:8 defloc:6 notes:t sotrack:30 ref:20
soytrn
  sono:10* tranlineno:5.0* custno:10/6 item:25/15 descrip:120/60 disc:10.3 taxrate:10.3 price:12.3 qtyord:12.3 qtyshp:12.3 extprice:13.3 ordate:d rqdate:d shipdate:d stkcode:1 taxable:1
  sostat:1 taxcode:10 loctid:6 umeasur:4 adduser:4 adddate:d addtime:8 transeq:4 origqtyord:12.3 origextpri:13.3
soaddr
  sono:10* adtype:1* company:60 address1:60 address2:60 city:20 addrstate:10 zip:10 country:15 phone:20 email:50
armast
  invno:10* custno:10/6 artype:1 arstat:1 ornum:10 ponum:20 pterms:20 invdte:d invamt:12.3 paidamt:12.3 balance:12.3 sotrack:30 followup:d adduser:4 adddate:d addtime:8
artran
  invno:10* tranlineno:5.0* ponum:20 item:25/15 descrip:120/60 custno:10/6 loctid:6 serial:15 cost:12.3 price:12.3 qtyord:12.3 qtyshp:12.3 extprice:13.3 artype:1 invdte:d paydate:d
  taxcode:10 arinvnts:t
icitem
  item:25/15* itmdesc:60 itmdes2:60 price:12.3 webprice:12.3 stkcode:1 itmclss:6 plinid:6 comcode:6 sunmsid:4 sumfact:10.3 nserial:1 taxcode:10 ionhand:12.3 lstcost:12.3 makeitr:1 ilsale:d
  ilrecv:d ilordr:d adduser:4 adddate:d addtime:8
iciloc
  item:25/15* loctid:6* lonhand:12.3 lonordr:12.3 orderpt:12.3 ordqty:12.3 lsale:d lrecv:d lsupplr:10 lavgcst:12.3 lstdcst:12.3 llstcst:12.3 icacct:20 rclacct:20 iclacct:20 icacts:20
  icactv:20 gllink:6 adduser:4 adddate:d addtime:8
iciqty
  item:25/15* loctid:6* qserial:15* qonhand:12.3 qtranno:10
icloct
  loctid:6* locname:30
arcash
  rcptno:10* custno:10/6 bankno:6 paydate:d checkno:10 amount:12.3 unapplied:12.3 ref:20 adduser:4 adddate:d addtime:8
arcshd
  rcptno:10* invno:10* applied:12.3
arbank
  bankno:6* bankdes:30 glacct:20 currid:3
sytax
  taxcode:10* taxdes:30 taxrate:10.3
glacnt
  glacct:20* gldesc:60 glstat:1
gltran
  glacct:20* trandate:d* source:2* batchno:10* seqno:6* debit:12.3 credit:12.3 refno:20 descrip:60
glbal
  glacct:20* fyear:4* fperiod:2* beginbal:12.3 debit:12.3 credit:12.3
`;

/** What this company added to its own tables. */
export const CUSTOM = `
somast
  websono:20
soymst
  websono:20
arcust
  webtier:10
`;
