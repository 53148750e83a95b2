/**
 * The record layouts of a company's files, one field a word: `Name:30` text of 30 characters (`:50/30` 30 before the fields grew),
 * `:15.6` a decimal of 15 digits with 6 places, `:d` a day as YYYYMMDD, `:t` long text; a star marks the key.
 */
export const LAYOUTS = `
SO_SalesOrderHeader
  SalesOrderNo:7* OrderDate:d OrderType:1 OrderStatus:1 MasterRepeatingOrderNo:7 ShipExpireDate:d ARDivisionNo:2 CustomerNo:20 BillToName:50/30 BillToAddress1:40/30
  BillToAddress2:40/30 BillToAddress3:40/30 BillToCity:30/20 BillToState:2 BillToZipCode:10 BillToCountryCode:3 ShipToCode:4 ShipToName:50/30 ShipToAddress1:40/30
  ShipToAddress2:40/30 ShipToAddress3:40/30 ShipToCity:30/20 ShipToState:2 ShipToZipCode:10 ShipToCountryCode:3 ShipVia:15 ShipZone:5 ShipZoneActual:5 ShipWeight:5
  CustomerPONo:30/15 FOB:15 WarehouseCode:3 ConfirmTo:50/30 Comment:30 TermsCode:2 TaxSchedule:9 TaxExemptNo:15 InvalidTaxCalc:1 PrintSalesOrders:1 PrintPickingSheets:1
  LastInvoiceOrderDate:d LastInvoiceOrderNo:7 CurrentInvoiceNo:7 CheckNoForDeposit:10 CycleCode:2 FaxNo:20/17 BatchFax:1 BatchEmail:1 EmailAddress:250 FreightCalculationMethod:1
  LotSerialLinesExist:1 SalespersonDivisionNo:2 SalespersonNo:4 SplitCommissions:1 SalespersonDivisionNo2:2 SalespersonNo2:4 SalespersonDivisionNo3:2 SalespersonNo3:4
  SalespersonDivisionNo4:2 SalespersonNo4:4 SalespersonDivisionNo5:2 SalespersonNo5:4 EBMUserType:1 EBMSubmissionType:1 EBMUserIDSubmittingThisOrder:15 PaymentType:5
  OtherPaymentTypeRefNo:24 CancelReasonCode:5 PaymentTypeCategory:1 RMANo:7 JobNo:7 ResidentialAddress:1 TaxableSubjectToDiscount:12.2 NonTaxableSubjectToDiscount:12.2
  TaxSubjToDiscPrcntOfTotSubjTo:6.2 DiscountRate:7.3 DiscountAmt:11.2 TaxableAmt:12.2 NonTaxableAmt:12.2 SalesTaxAmt:11.2 Weight:11.2 FreightAmt:11.2 DepositAmt:12.2
  CommissionRate:8.3 SplitCommRate2:8.3 SplitCommRate3:8.3 SplitCommRate4:8.3 SplitCommRate5:8.3 NumberOfShippingLabels:3.0 LastNoOfShippingLabels:3.0 DateCreated:d TimeCreated:8
  UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 CRMUserID:11 CRMPersonID:11 CRMOpportunityID:11 CRMCompanyID:11 CRMProspectID:11 SalesOrderPrinted:1
  PickingSheetPrinted:1 BillToDivisionNo:2 BillToCustomerNo:20 PromotedDate:d PayBalance:1
SO_SalesOrderDetail
  SalesOrderNo:7* LineKey:6* LineSeqNo:14 ItemCode:30 ItemType:1 ItemCodeDesc:30 ExtendedDescriptionKey:10 Discount:1 Commissionable:1 SubjectToExemption:1 WarehouseCode:3
  PriceLevel:1 MasterOrderLineKey:6 UnitOfMeasure:4 DropShip:1 PrintDropShipment:1 SalesKitLineKey:6 CostOfGoodsSoldAcctKey:9 SalesAcctKey:9 PriceOverridden:1 ExplodedKitItem:1
  StandardKitBill:1 Revision:3 BillOption1:2 BillOption2:2 BillOption3:2 BillOption4:2 BillOption5:2 BillOption6:2 BillOption7:2 BillOption8:2 BillOption9:2
  BackorderKitCompLine:1 SkipPrintCompLine:1 PromiseDate:d AliasItemNo:30 SOHistoryDetlSeqNo:14 TaxClass:2 CustomerAction:1 ItemAction:1 WarrantyCode:10 ExpirationDate:d
  ExpirationOverridden:1 CostOverridden:1 CostCode:9 CostType:1 CommentText:t QuantityOrdered:15.6 QuantityShipped:15.6 QuantityBackordered:15.6 MasterOriginalQty:15.6
  MasterQtyBalance:15.6 MasterQtyOrderedToDate:15.6 RepeatingQtyShippedToDate:15.6 UnitPrice:15.6 UnitCost:15.6 ExtensionAmt:11.2 UnitOfMeasureConvFactor:11.4
  QuantityPerBill:15.6 LineDiscountPercent:8.3 LineWeight:11.2 Valuation:1 LotSerialFullyDistributed:1 APDivisionNo:2 VendorNo:7 PurchaseOrderNo:7 PurchaseOrderRequiredDate:d
  CommodityCode:12 AlternateTaxIdentifier:15 TaxTypeApplied:4 NetGrossIndicator:1 DebitCreditIndicator:1 TaxAmt:11.2 TaxRate:10.6
SO_SalesOrderPayment
  SalesOrderNo:7* PaymentSeqNo:6* PaymentType:5 PaymentTypeCategory:1 CreditCardID:10 CreditCardGUID:32 CardType:1 Last4UnencryptedCreditCardNos:4 Last4BankRoutingNos:4
  Last4BankAccountNos:4 BankName:30 BankAccountType:1 ExpirationDateYear:4 ExpirationDateMonth:2 CorporateCustIDPurchOrder:17 CorporateTaxOverrd:1 CardholderName:50
  CreditCardTrackingID:36 CreditCardTransactionID:10 CreditCardAuthorizationNo:16 AuthorizationDate:d AuthorizationTime:8 AVSAddressLine1:40 AVSAddressLine2:40 AVSCity:30
  AVSState:2 AVSZipCode:10 AVSCountryCode:3 CreditCardEmailAddress:250 CreditCardComment:30 SaveCreditCard:1 TransactionAmt:12.2 CorporateSalesTax:11.2 DateCreated:d
  TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 ValueAddedTaxNo:13 ValueAddedTaxInvoiceNo:15 ValueAddedTaxTaxAmt:11.2 ValueAddedTaxTaxRate:10.6
  DutyAmt:11.2 NationalTaxAmt:11.2 AVSAddressLine3:40
SO_ShipToAddress
  ARDivisionNo:2* CustomerNo:20* ShipToCode:4* ShipToName:50 ShipToAddress1:40 ShipToAddress2:40 ShipToAddress3:40 ShipToCity:30 ShipToState:2 ShipToZipCode:10
  ShipToCountryCode:3 TelephoneNo:20 TelephoneExt:6 FaxNo:20 BatchFax:1 BatchEmail:1 EmailAddress:50 ContactCode:10 SalespersonDivisionNo:2 SalespersonNo:4 WarehouseCode:3
  TaxSchedule:9 ResidentialAddress:1 DateCreated:d TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 ShipVia:15 TelephoneType:1 EncryptedVals:t
SO_InvoiceHeader
  InvoiceNo:7* InvoiceDate:d InvoiceType:2 SalesOrderNo:7 OrderType:1 OrderStatus:1 OrderDate:d ARDivisionNo:2 CustomerNo:20 BillToName:50/30 BillToAddress1:40/30
  BillToAddress2:40/30 BillToAddress3:40/30 BillToCity:30/20 BillToState:2 BillToZipCode:10 BillToCountryCode:3 ShipToCode:4 ShipToName:50/30 ShipToAddress1:40/30
  ShipToAddress2:40/30 ShipToAddress3:40/30 ShipToCity:30/20 ShipToState:2 ShipToZipCode:10 ShipToCountryCode:3 ShipDate:d ShipVia:15 ShipZone:5 ShipZoneActual:5 ShipWeight:5
  CustomerPONo:30/15 FOB:15 WarehouseCode:3 ConfirmTo:50/30 Comment:30 TaxSchedule:9 TermsCode:2 TaxExemptNo:15 PrintInvoice:1 InvoicePrinted:1 AcceptCashOnly:1 CustomerType:4
  ResidentialAddress:1 InvalidTaxCalc:1 FreightCalculationMethod:1 CheckNoForDeposit:10 ApplyToInvoiceNo:7 LotSerialLinesExist:1 SalespersonDivisionNo:2 SalespersonNo:4
  SplitCommissions:1 SalespersonDivisionNo2:2 SalespersonNo2:4 SalespersonDivisionNo3:2 SalespersonNo3:4 SalespersonDivisionNo4:2 SalespersonNo4:4 SalespersonDivisionNo5:2
  SalespersonNo5:4 InvoiceDueDate:d DiscountDueDate:d BatchNo:5 EBMSubmissionType:1 EBMUserIDSubmittingThisOrder:15 EBMUserType:1 EMailUpdateFlagForRestart:1 FaxNo:20/17
  BatchFax:1 BatchEmail:1 EmailAddress:250 PaymentType:5 PaymentTypeCategory:1 OtherPaymentTypeRefNo:24 OrderChangedInShipping:1 LinesChangedInShipping:1 ShipperID:3 ShipStatus:1
  StarshipFreightUsed:1 StarshipRecordsCreated:1 JobNo:7 RMANo:7 InvalidWarrantyCode:1 TaxableSubjectToDiscount:12.2 NonTaxableSubjectToDiscount:12.2
  TaxSubjToDiscPrcntOfTotSubjTo:7.2 DiscountRate:8.3 TaxableAmt:12.2 NonTaxableAmt:12.2 SalesTaxAmt:11.2 DiscountAmt:11.2 RetentionAmt:12.2 TotalSubjectToComm:12.2
  CommissionRate:8.3 CommissionAmt:11.2 SplitCommRate2:8.3 SplitCommRate3:8.3 SplitCommRate4:8.3 SplitCommRate5:8.3 OverrideCommAmt:11.2 FreightAmt:11.2 CostOfGoodsSoldAmt:12.2
  CostOfGoodsSoldSubjToComm:12.2 DepositAmt:12.2 Weight:11.2 SIShippedLinesCOGS:12.2 NumberOfCODLabels:2.0 NumberOfBackOrderLines:5.0 NumberOfShippingLabels:4.0
  LastNoOfShippingLabels:4.0 NumberofPackages:4.0 DateCreated:d TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 CRMUserID:11 CRMCompanyID:11
  CRMPersonID:11 CRMOpportunityID:11 BillToDivisionNo:2 BillToCustomerNo:20 MultipleSalesOrdersApplied:1 MultipleCustomerPONos:1 MultipleDepositsApplied:1 EInvoicePayments:1
  PayBalance:1 ActualPercentComplete:9.2
SO_InvoiceDetail
  InvoiceNo:7* LineKey:6* LineSeqNo:14 ItemCode:30 ItemType:1 ItemCodeDesc:30 ExtendedDescriptionKey:10 Discount:1 Commissionable:1 SubjectToExemption:1 WarehouseCode:3
  ProductLine:4 Valuation:1 PriceLevel:1 UnitOfMeasure:4 DropShip:1 LotSerialFullyDistributed:1 SalesKitLineKey:6 CostOfGoodsSoldAcctKey:9 SalesAcctKey:9 PriceOverridden:1
  OrderWarehouse:3 ExplodedKitItem:1 OrderLineKey:6 Revision:3 BillOption1:2 BillOption2:2 BillOption3:2 BillOption4:2 BillOption5:2 BillOption6:2 BillOption7:2 BillOption8:2
  BillOption9:2 BackorderKitCompLine:1 StandardKitBill:1 SkipPrintCompLine:1 AliasItemNo:30 TaxClass:2 SOHistoryDetlSeqNo:14 CustomerAction:1 WarrantyCode:10 ExpirationDate:d
  ExpirationOverridden:1 CostOverridden:1 ItemAction:1 CostCode:9 CostType:1 CommentText:t PromiseDate:d QuantityOrdered:15.6 QuantityShipped:15.6 QuantityBackordered:15.6
  UnitPrice:15.6 ExtensionAmt:11.2 UnitCost:15.6 UnitOfMeasureConvFactor:11.4 CommissionAmt:12.2 QuantityPerBill:15.6 LineDiscountPercent:8.3 ExtendedCost:11.2
  ExtendedNegQtyAdj:11.2 LineWeight:11.2 APDivisionNo:2 VendorNo:7 PurchaseOrderNo:7 PurchaseOrderRequiredDate:d CommodityCode:12 AlternateTaxIdentifier:15 TaxTypeApplied:4
  NetGrossIndicator:1 DebitCreditIndicator:1 TaxAmt:11.2 TaxRate:10.6 AppliedSalesOrderNo:7 AppliedCustomerPONo:30
SO_InvoiceTracking
  InvoiceNo:7* PackageNo:4* TrackingID:30 Comment:30 StarshipShipVia:15 UpdatedFromStarship:1 SendPackageToStarship:1 Weight:12.2 FreightAmt:11.2 FreightAmtAddedToInv:11.2
SO_ARInvoiceHistoryLink
  SalesOrderNo:7* SequenceNo:14* InvoiceNo:7* InvoiceHistoryHeaderSeqNo:6* InvoiceHistoryDetailSeqNo:6* InvoiceDate:d UnitOfMeasure:4 QuantityShipped:15.6 UnitPrice:15.6
SO_SalesOrderHistoryHeader
  SalesOrderNo:7* OrderDate:d OrderStatus:1 MasterRepeatingOrderNo:7 ARDivisionNo:2 CustomerNo:20 BillToName:50 BillToAddress1:40 BillToAddress2:40 BillToAddress3:40
  BillToCity:30 BillToState:2 BillToZipCode:10 BillToCountryCode:3 ShipToCode:4 ShipToName:50 ShipToAddress1:40 ShipToAddress2:40 ShipToAddress3:40 ShipToCity:30 ShipToState:2
  ShipToZipCode:10 ShipToCountryCode:3 ShipVia:15 ShipZone:5 ShipZoneActual:5 ShipWeight:5 CustomerPONo:30 EmailAddress:250 ResidentialAddress:1 CancelReasonCode:5
  FreightCalculationMethod:1 FOB:15 WarehouseCode:3 ConfirmTo:50 Comment:30 TaxSchedule:9 TermsCode:2 TaxExemptNo:15 RMANo:7 JobNo:7 LastInvoiceDate:d LastInvoiceNo:7
  CheckNoForDeposit:10 LotSerialLinesExist:1 SalespersonDivisionNo:2 SalespersonNo:4 SplitCommissions:1 SalespersonDivisionNo2:2 SalespersonNo2:4 SalespersonDivisionNo3:2
  SalespersonNo3:4 SalespersonDivisionNo4:2 SalespersonNo4:4 SalespersonDivisionNo5:2 SalespersonNo5:4 EBMUserType:1 EBMSubmissionType:1 EBMUserIDSubmittingThisOrder:15
  PaymentType:5 OtherPaymentTypeRefNo:24 PaymentTypeCategory:1 FaxNo:20 TaxableSubjectToDiscount:12.2 NonTaxableSubjectToDiscount:12.2 TaxSubjToDiscPrcntTotSubjTo:8.3
  DiscountRate:8.3 DiscountAmt:11.2 TaxableAmt:12.2 NonTaxableAmt:12.2 SalesTaxAmt:11.2 CommissionRate:8.3 SplitCommRate2:8.3 SplitCommRate3:8.3 SplitCommRate4:8.3
  SplitCommRate5:8.3 Weight:11.2 FreightAmt:11.2 DepositAmt:12.2 DateCreated:d TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 CRMUserID:11
  CRMCompanyID:11 CRMPersonID:11 CRMOpportunityID:11 BillToDivisionNo:2 BillToCustomerNo:20 PromotedDate:d InvoicedAmt:12.2 EncryptedVals:t
SO_SalesOrderHistoryDetail
  SalesOrderNo:7* SequenceNo:14* LineKey:6 OriginalLine:1 CancelledLine:1 CancelReasonCode:5 ItemCode:30 ItemType:1 ItemCodeDesc:30 ExtendedDescriptionKey:10 Discount:1
  Commissionable:1 SubjectToExemption:1 WarehouseCode:3 PriceLevel:1 DropShip:1 PrintDropShipment:1 MasterOrderLineKey:6 UnitOfMeasure:4 SalesKitLineKey:6
  CostOfGoodsSoldAcctKey:9 SalesAcctKey:9 PriceOverridden:1 ExplodedKitItem:1 StandardKitBill:1 Revision:3 BillOption1:2 BillOption2:2 BillOption3:2 BillOption4:2 BillOption5:2
  BillOption6:2 BillOption7:2 BillOption8:2 BillOption9:2 BackorderKitCompLine:1 SkipPrintCompLine:1 PromiseDate:d AliasItemNo:30 TaxClass:2 CustomerAction:1 ItemAction:1
  WarrantyCode:10 ExpirationDate:d ExpirationOverridden:1 CostOverridden:1 CostCode:9 CostType:1 CommentText:t QuantityOrderedOriginal:15.6 QuantityOrderedRevised:15.6
  QuantityShipped:15.6 QuantityBackordered:15.6 OriginalUnitPrice:15.6 LastUnitPrice:15.6 LastExtensionAmt:11.2 UnitCost:15.6 UnitOfMeasureConvFactor:11.4 QuantityPerBill:15.6
  LineDiscountPercent:8.3 LineWeight:11.2 APDivisionNo:2 VendorNo:7 PurchaseOrderNo:7 PurchaseOrderRequiredDate:d CommodityCode:12 AlternateTaxIdentifier:15 TaxTypeApplied:4
  NetGrossIndicator:1 DebitCreditIndicator:1 TaxAmt:11.2 TaxRate:10.6 EncryptedVals:64
AR_Customer
  ARDivisionNo:2* CustomerNo:20* CustomerName:50/30 AddressLine1:40/30 AddressLine2:40/30 AddressLine3:40/30 City:30/20 State:2 ZipCode:10 CountryCode:3 TelephoneNo:20/17
  TelephoneExt:6/5 FaxNo:20/17 EmailAddress:250 URLAddress:50 EBMEnabled:1 EBMConsumerUserID:15 BatchFax:1 DefaultCreditCardPmtType:5 ContactCode:10 ShipMethod:15 TaxSchedule:9
  TaxExemptNo:15 TermsCode:2 SalespersonDivisionNo:2 SalespersonNo:4 Comment:30 SortField:10 TemporaryCustomer:1 OpenItemCustomer:1 ResidentialAddress:1 StatementCycle:1
  PrintDunningMessage:1 CustomerType:4 PriceLevel:1 DateLastActivity:d DateLastPayment:d DateLastStatement:d DateLastFinanceChrg:d DateLastAging:d DefaultItemCode:30 CreditHold:1
  PrimaryShipToCode:4 DateEstablished:d DefaultPaymentType:5 EmailStatements:1 NumberOfInvToUseInCalc:2.0 AvgDaysPaymentInvoice:3.0 AvgDaysOverDue:3.0 CustomerDiscountRate:12.3
  ServiceChargeRate:12.3 CreditLimit:13.2 LastPaymentAmt:13.2 HighestStmntBalance:13.2 UnpaidServiceChrg:13.2 BalanceForward:13.2 CurrentBalance:13.2 AgingCategory1:13.2
  AgingCategory2:13.2 AgingCategory3:13.2 AgingCategory4:13.2 OpenOrderAmt:13.2 RetentionCurrent:13.2 RetentionAging1:13.2 RetentionAging2:13.2 RetentionAging3:13.2
  RetentionAging4:13.2 DateCreated:d TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 SalespersonDivisionNo2:2 SalespersonNo2:4
  SalespersonDivisionNo3:2 SalespersonNo3:4 SalespersonDivisionNo4:2 SalespersonNo4:4 SalespersonDivisionNo5:2 SalespersonNo5:4 CustomerStatus:1 InactiveReasonCode:5
  DefaultCostCode:9 DefaultCostType:1 CreditCardGUID:32 SplitCommRate2:8.3 SplitCommRate3:8.3 SplitCommRate4:8.3 SplitCommRate5:8.3 UseSageCloudForInvPrinting:1 TelephoneType:1
  EInvoicePayments:1 EInvoiceContactId:24 PIIEncryptedDate:d EncryptedVals:t
AR_CustomerContact
  ARDivisionNo:2* CustomerNo:20* ContactCode:10* ContactName:50 AddressLine1:40 AddressLine2:40 AddressLine3:40 City:30 State:2 ZipCode:10 CountryCode:3 Salutation:10
  ContactTitle:15 TelephoneNo1:20 TelephoneExt1:6 TelephoneNo2:20 TelephoneExt2:6 FaxNo:20 EmailAddress:50 ContactNotes:t EBMUserID:15 DateCreated:d TimeCreated:8
  UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 TelephoneType1:1 PrimaryTelephone1:1 TelephoneType2:1 PrimaryTelephone2:1 EncryptedVals:t
AR_TermsCode
  TermsCode:2* TermsCodeDesc:30 DueDateADayOfTheMonth:1 DiscountDateADayOfTheMo:1 DiscountCalculationMethod:1 DaysBeforeDue:3.0 MinimumDaysAllowedInv:3.0
  DaysBeforeDiscountDue:3.0 MinimumDaysAllowedDisc:3.0 DiscountRate:8.3 DateCreated:d TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10
AR_OpenInvoice
  ARDivisionNo:2* CustomerNo:20* InvoiceNo:7* InvoiceType:2* InvoiceDate:d InvoiceDueDate:d InvoiceDiscountDate:d InvoiceHistoryHeaderSeqNo:6 PostingDate:d TermsCode:2
  TaxSchedule:9 SalespersonDivisionNo:2 SalespersonNo:4 SplitCommissionFlag:1 Comment:30 CreditMemoInvoiceReference:7 JobNo:7 CustomerPONo:30 PostingReference:14 CheckNo:10
  CommissionRate:8.3 TaxableAmt:13.2 NonTaxableAmt:13.2 FreightAmt:12.2 SalesTaxAmt:12.2 CostOfSalesAmt:13.2 SalesSubjectToComm:13.2 CostSubjectToComm:13.2 CommissionAmt:12.2
  DiscountAmt:13.2 PaymentsToday:13.2 Balance:13.2 RetentionAmt:13.2 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 SoldToDivisionNo:2 SoldToCustomerNo:20 DateCreated:d
  TimeCreated:8 UserCreatedKey:10 EInvoiceId:24
AR_InvoiceHistoryHeader
  InvoiceNo:7* HeaderSeqNo:6* ModuleCode:3 InvoiceType:2 InvoiceDate:d TransactionDate:d ARDivisionNo:2 CustomerNo:20 TermsCode:2 TaxSchedule:9 TaxExemptNo:15
  SalespersonDivisionNo:2 SalespersonNo:4 CustomerPONo:30 ApplyToInvoiceNo:7 Comment:30 RepetitiveInvoiceRefNo:4 JobNo:7 InvoiceDueDate:d DiscountDueDate:d SourceJournal:2
  JournalNoGLBatchNo:6 BatchFax:1 FaxNo:20 ShippingInvoice:1 SalesOrderNo:7 OrderType:1 OrderDate:d BillToName:50 BillToAddress1:40 BillToAddress2:40 BillToAddress3:40
  BillToCity:30 BillToState:2 BillToZipCode:10 BillToCountryCode:3 ShipToCode:4 ShipToName:50 ShipToAddress1:40 ShipToAddress2:40 ShipToAddress3:40 ShipToCity:30 ShipToState:2
  ShipToZipCode:10 ShipToCountryCode:3 ShipDate:d ShipVia:15 ShipZone:5 FOB:15 ConfirmTo:50 CheckNoForDeposit:10 SplitCommissions:1 SalespersonDivisionNo2:2 SalespersonNo2:4
  SalespersonDivisionNo3:2 SalespersonNo3:4 SalespersonDivisionNo4:2 SalespersonNo4:4 SalespersonDivisionNo5:2 SalespersonNo5:4 PaymentType:5 PaymentTypeCategory:1
  OtherPaymentTypeRefNo:24 RMANo:7 EBMSubmissionType:1 EBMUserIDSubmittingThisOrder:15 EBMUserType:1 ShipperID:3 UserKey:10 WarehouseCode:3 ShipWeight:5 ResidentialAddress:1
  EmailAddress:250 TaxableSalesAmt:12.2 NonTaxableSalesAmt:12.2 FreightAmt:11.2 SalesTaxAmt:11.2 CostOfSalesAmt:12.2 AmountSubjectToDiscount:12.2 DiscountRate:8.3
  DiscountAmt:11.2 SalesSubjectToComm:12.2 CostSubjectToComm:12.2 CommissionRate:8.3 CommissionAmt:12.2 SplitCommRate2:8.3 SplitCommRate3:8.3 SplitCommRate4:8.3
  SplitCommRate5:8.3 DepositAmt:12.2 Weight:11.2 RetentionAmt:12.2 NumberOfPackages:5.0 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 CRMUserID:11 CRMCompanyID:11 CRMPersonID:11
  CRMOpportunityID:11 BillToDivisionNo:2 BillToCustomerNo:20 DateCreated:d TimeCreated:8 UserCreatedKey:10 MultipleSalesOrdersApplied:1 MultipleCustomerPONos:1
  MultipleDepositsApplied:1 EInvoiceId:24 EncryptedVals:t
AR_InvoiceHistoryDetail
  InvoiceNo:7* HeaderSeqNo:6* DetailSeqNo:6* ItemCode:30 ItemType:1 ItemCodeDesc:30 ExtendedDescriptionKey:10 SalesAcctKey:9 CostOfGoodsSoldAcctKey:9 InventoryAcctKey:9
  UnitOfMeasure:4 SubjectToExemption:1 Commissionable:1 TaxClass:2 Discount:1 DropShip:1 WarehouseCode:3 PriceLevel:1 ProductLine:4 Valuation:1 PriceOverridden:1 OrderWarehouse:3
  Revision:3 BillOption1:2 BillOption2:2 BillOption3:2 BillOption4:2 BillOption5:2 BillOption6:2 BillOption7:2 BillOption8:2 BillOption9:2 KitItem:1 ExplodedKitItem:1
  SkipPrintCompLine:1 StandardKitBill:1 AliasItemNo:30 CustomerAction:1 ItemAction:1 WarrantyCode:10 ExpirationDate:d ExpirationOverridden:1 CostCode:9 CostType:1 CommentText:t
  PromiseDate:d QuantityShipped:15.6 QuantityOrdered:15.6 QuantityBackordered:15.6 UnitPrice:15.6 UnitCost:15.6 UnitOfMeasureConvFactor:11.4 CommissionAmt:12.2
  LineDiscountPercent:8.3 QuantityPerBill:15.6 ExtensionAmt:11.2 APDivisionNo:2 VendorNo:7 PurchaseOrderNo:7 PurchaseOrderRequiredDate:d CommodityCode:12
  AlternateTaxIdentifier:15 TaxTypeApplied:4 NetGrossIndicator:1 DebitCreditIndicator:1 TaxAmt:11.2 TaxRate:10.6 AppliedSalesOrderNo:7 AppliedCustomerPONo:30 EncryptedVals:64
AR_InvoiceHistoryPayment
  InvoiceNo:7* HeaderSeqNo:6* PaymentSeqNo:6* PaymentType:5 PaymentTypeCategory:1 CreditCardID:10 CardType:1 Last4UnencryptedCreditCardNos:4 Last4BankRoutingNos:4
  Last4BankAccountNos:4 BankName:30 BankAccountType:1 ExpirationDateYear:4 ExpirationDateMonth:2 CorporateCustIDPurchOrder:17 CorporateTaxOverrd:1 CardholderName:50
  CreditCardTransactionID:10 CreditCardAuthorizationNo:16 AuthorizationDate:d AuthorizationTime:8 AVSAddressLine1:40 AVSAddressLine2:40 AVSCity:30 AVSState:2 AVSZipCode:10
  AVSCountryCode:3 CreditCardEmailAddress:250 CreditCardComment:30 TransactionAmt:12.2 CorporateSalesTax:11.2 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 ValueAddedTaxNo:13
  ValueAddedTaxInvoiceNo:15 ValueAddedTaxTaxAmt:11.2 ValueAddedTaxTaxRate:10.6 DutyAmt:11.2 NationalTaxAmt:11.2 SalesOrderNo:7 CheckNoForDeposit:10 OtherPaymentTypeRefNo:24
  AVSAddressLine3:40 EncryptedVals:t
AR_InvoiceHistoryTracking
  InvoiceNo:7* HeaderSeqNo:6* PackageNo:4* TrackingID:30 Comment:30 StarshipShipVia:15 UpdatedFromStarship:1 SendPackageToStarship:1 Weight:12.2 FreightAmt:11.2
  FreightAmtAddedToInv:11.2
AR_TransactionPaymentHistory
  ARDivisionNo:2* CustomerNo:20* InvoiceNo:7* InvoiceType:2* InvoiceHistoryHeaderSeqNo:6 TransactionDate:d* SequenceNo:6* PaymentReference:14 CheckNo:10 TransactionType:1
  PaymentDate:d PaymentType:5 OtherPaymentTypeRefNo:24 CardholderName:50 ExpirationDateYear:4 ExpirationDateMonth:2 CreditCardAuthorizationNo:16 Last4UnencryptedCreditCardNos:4
  CreditCardTransactionID:15 RMANo:7 TransactionAmt:12.2 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 CreditCardID:10 CardType:1 BankAccountType:1 BankName:30
  CreditCardEntryNo:6 Last4BankRoutingNos:4 Last4BankAccountNos:4 EInvoiceTransactionId:24 EncryptedVals:192
AR_CashReceiptsHistory
  BankCode:1* DepositDate:d* DepositNo:5* DepositType:1* ARDivisionNo:2* CustomerNo:20* CheckNo:10* SequenceNo:6* PostingDate:d CustomerName:50 OpenItemCustomer:1 TransactionType:2
  InvoiceNo:7 InvoiceType:2 AccountKey:9 DepositDesc:30 BatchNo:5 Last4UnencryptedCreditCardNos:4 ExpirationDateYear:4 ExpirationDateMonth:2 CorporateCustIDPurchOrder:17
  CorporateTaxOverrd:1 CardholderName:50 CreditCardTransactionID:15 CreditCardAuthorizationNo:16 AuthorizationDate:d AuthorizationTime:8 AVSCity:30 AVSState:2 AVSZipCode:10
  CreditCardComment:30 Comment:t CashAmountApplied:12.2 DiscountAmountApplied:12.2 InvoiceBalance:13.2 CorporateSalesTax:11.2 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10
  CreditCardEntryNo:6* SoldToDivisionNo:2 SoldToCustomerNo:20 PaymentType:5 CreditCardID:10 CardType:1 BankAccountType:1 Last4BankRoutingNos:4 Last4BankAccountNos:4 BankName:30
  AVSAddressLine1:40 AVSAddressLine2:40 AVSCountryCode:3 CreditCardEmailAddress:250 DateCreated:d TimeCreated:8 UserCreatedKey:10 AVSAddressLine3:40 EInvoiceTransactionId:24
  EncryptedVals:t
CI_Item
  ItemCode:30* ItemType:1 ItemCodeDesc:30 ExtendedDescriptionKey:10 UseInAR:1 UseInSO:1 UseInPO:1 UseInBM:1 CalculateCommission:1 DropShip:1 EBMEnabled:1 PriceCode:4
  PrintReceiptLabels:1 AllocateLandedCost:1 WarrantyCode:10 SalesUnitOfMeasure:4 PurchaseUnitOfMeasure:4 StandardUnitOfMeasure:4 PostToGLByDivision:1 SalesAcctKey:9
  CostOfGoodsSoldAcctKey:9 InventoryAcctKey:9 PurchaseAcctKey:9 ManufacturingCostAcctKey:9 TaxClass:2 PurchasesTaxClass:2 ProductLine:4 ProductType:1 Valuation:1
  DefaultWarehouseCode:3 PrimaryAPDivisionNo:2 PrimaryVendorNo:7 ImageFile:30 Category1:10 Category2:10 Category3:10 Category4:10 ExplodeKitItems:1 ShipWeight:10 CommentText:t
  RestockingMethod:1 StandardUnitCost:15.6 StandardUnitPrice:15.6 CommissionRate:8.3 BaseCommAmt:11.2 PurchaseUMConvFctr:11.4 SalesUMConvFctr:11.4 Volume:10.4
  RestockingCharge:10.3 ProcurementType:1 DateCreated:d TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10 AllowBackOrders:1 AllowReturns:1
  AllowTradeDiscount:1 ConfirmCostIncrInRcptOfGoods:1 LastSoldDate:d LastReceiptDate:d SalesPromotionCode:10 SaleStartingDate:d SaleEndingDate:d SaleMethod:1 NextLotSerialNo:15
  InventoryCycle:1 RoutingNo:20 PlannerCode:3 BuyerCode:3 LowLevelCode:2 PlannedByMRP:1 VendorItemCode:30 SetupCharge:1 AttachmentFileName:30 ItemImageWidthInPixels:4.0
  ItemImageHeightInPixels:4.0 LastTotalUnitCost:15.6 AverageUnitCost:15.6 SalesPromotionPrice:15.6 SuggestedRetailPrice:15.6 SalesPromotionDiscountPercent:11.3
  TotalQuantityOnHand:15.6 AverageBackOrderFillDays:5.0 LastAllocatedUnitCost:15.6 TotalInventoryValue:14.2 InactiveItem:1 LastPhysicalCountDate:d CommodityCode:12
  TrackLotSerialExpirationDates:1 RequireExpirationDate:1 CalculateExpDateBasedOn:1 NumberUntilExpiration:3.0 CalculateSellByBasedOn:1 NumberToSellByBefore:3.0
  NumberToSellByAfter:3.0 CalculateUseByBasedOn:1 NumberToUseByBefore:3.0 NumberToUseByAfter:3.0 CalculateReturnsBasedOn:1 NumberToReturnAfter:3.0
IM_ItemWarehouse
  ItemCode:30* WarehouseCode:3* BinLocation:10 ReorderMethod:1 QuantityOnHand:15.6 QuantityOnPurchaseOrder:15.6 QuantityOnSalesOrder:15.6 QuantityOnBackOrder:15.6
  AverageCost:15.6 QuantityRequiredForWO:15.6 EconomicOrderQty:15.6 ReorderPointQty:15.6 MinimumOrderQty:15.6 MaximumOnHandQty:15.6 QuantityOnWorkOrder:15.6
  QuantityInShipping:15.6 TotalWarehouseValue:14.2 CostCalcQtyCommitted:15.6 CostCalcCostCommitted:15.6 DateCreated:d TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8
  UserUpdatedKey:10 LastPhysicalCountDate:d
IM_ItemCost
  ItemCode:30* WarehouseCode:3* TierType:1* GroupSort:16* ReceiptDate:d ReceiptNo:8 LotSerialNo:15 UnitCost:15.6 QuantityOnHand:15.6 QuantityCommitted:15.6 AllocatedCost:15.6
  TransactionDate:d NegativeQty:1 TierGroup:1 ExtendedCost:11.2 CostCalcQtyCommitted:15.6 CostCalcCostCommitted:11.2 DateCreated:d TimeCreated:8 UserCreatedKey:10 DateUpdated:d
  TimeUpdated:8 UserUpdatedKey:10 LotSerialExpirationDate:d
IM_PriceCode
  PriceCodeRecord:1* PriceCode:4* ItemCode:30* CustomerPriceLevel:1* ARDivisionNo:2* CustomerNo:20* PriceCodeDesc:25 PricingMethod:1 BreakQuantity1:8.0 BreakQuantity2:8.0
  BreakQuantity3:8.0 BreakQuantity4:8.0 BreakQuantity5:8.0 DiscountMarkup1:15.6 DiscountMarkup2:15.6 DiscountMarkup3:15.6 DiscountMarkup4:15.6 DiscountMarkup5:15.6 DateCreated:d
  TimeCreated:8 UserCreatedKey:10 DateUpdated:d TimeUpdated:8 UserUpdatedKey:10
GL_Account
  AccountKey:9* AccountDesc:50 Account:41 RawAccount:32 MainAccountCode:15 DateStart:d DateEnd:d Status:1 ClearBalance:1 AccountType:2 CashFlowsType:1 RollupCode1:20 RollupCode2:20
  RollupCode3:20 RollupCode4:20 AccountGroup:15 AccountCategory:1 CompanyCode:3
GL_DetailPosting
  AccountKey:9* PostingDate:d* SourceJournal:2* JournalRegisterNo:6* SequenceNo:6* BatchNo:5 BatchType:2 DebitAmount:16.2 CreditAmount:16.2 PostingComment:50 POIssueComment:50 DocumentNo:20
  DocumentType:2 DocSequenceNo:6 LineDate:d LineBankCode:1 LineDocRefer:14 HeaderRec:1 SourceModule:3 ReceiptNo:8 DateCreated:d TimeCreated:8 UserCreatedKey:10
GL_PeriodPostingHistory
  AccountKey:9* FiscalYear:4* FiscalPeriod:2* BeginningBalance:16.2 DebitAmount:16.2 CreditAmount:16.2
AR_CashReceiptsDeposit
  DepositNo:5* BatchNo:5 DepositDesc:30 BankCode:1 DepositDate:d CashDepositAmt:12.2 CreditCardDepositAmt:12.2 ACHDepositAmt:12.2
AR_CashReceiptsHeader
  DepositNo:5* ARDivisionNo:2* CustomerNo:20* CheckNo:10* BatchNo:5 BankCode:1 DepositDate:d PaymentType:5 PostingAmt:12.2 CashAmountApplied:12.2 Comment:t OtherPaymentTypeRefNo:24
AR_CashReceiptsDetail
  DepositNo:5* ARDivisionNo:2* CustomerNo:20* CheckNo:10* InvoiceNo:7* InvoiceType:2 AmountPosted:12.2 DiscountAmountApplied:12.2
SO_DailyShipment
  InvoiceNo:7* ARDivisionNo:2 CustomerNo:20 SalesOrderNo:7 ShipDate:d ShipVia:15 ShipperID:3 FreightAmt:12.2
RA_ReturnHeader
  RMANo:7* RMADate:d RMAStatus:1 ExpireDate:d ARDivisionNo:2 CustomerNo:20 BillToName:50 ShipToCode:4 ShipToName:50 ShipToAddress1:40 ShipToAddress2:40 ShipToAddress3:40 ShipToCity:30
  ShipToState:2 ShipToZipCode:10 EmailAddress:250 Comment:30 ReturnShipVia:15 ReturnToAddressCode:4 ReturnToName:30
RA_ReturnDetail
  RMANo:7* LineKey:6* LineSeqNo:14 InvoiceNo:7 HeaderSeqNo:6 DetailSeqNo:6 ItemCode:30 ItemType:1 ReturnReasonCode:10 CustomerAction:1 ItemAction:1 QuantityReturned:15.6 QuantityReceived:15.6
  UnitPrice:15.6
IM_Warehouse
  WarehouseCode:3* WarehouseDesc:30
GL_Bank
  BankCode:1* BankDesc:30 CashAccountKey:9 CurrencyCode:3
SY_ZipCode
  ZipCode:10* City:30
SY_SalesTaxSchedule
  TaxSchedule:9* TaxClass:2* TaxRate:10.6
`;
